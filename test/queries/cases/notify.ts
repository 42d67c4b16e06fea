import { randomUUID } from "node:crypto";
import * as edits from "../../../packages/domain/src/notifications/notification-edits.repository.ts";
import * as sweep from "../../../packages/domain/src/notifications/notification-sweep.repository.ts";
import * as notify from "../../../packages/domain/src/notifications/notify.repository.ts";
import type { Transaction } from "../recorder.ts";
import { THREAD_ROOT_SEQ } from "../seed/messages.ts";
import { CHANNEL, channelId, messageId, ORG_ID, USER, userId } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

const NEWEST = messageId(CHANNEL.million, 999_999);
const ROOT = messageId(CHANNEL.million, THREAD_ROOT_SEQ);
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const NOW = new Date();

const subject: notify.Subject = {
  orgId: ORG_ID,
  id: randomUUID(),
  channelId: channelId(CHANNEL.town),
  channelType: "public",
  seq: 1,
  authorId: userId(USER.townsman),
  rootId: null,
  content: "hello",
  mentionUserIds: [],
  mentionsChannel: true,
  mentionsHere: false,
  createdAt: NOW,
  editSeq: null,
  isDone: false,
};

const townsmen = Array.from({ length: 1_000 }, (_, n) => userId(USER.townsman + n));

function page(channel: number, afterUserId: string) {
  const of = { ...subject, channelId: channelId(channel) };
  const reach = { everybody: false, everything: true, named: [] };
  return (tx: Transaction) =>
    notify.listMemberCandidates(tx, of, reach, { afterUserId, limit: 1_000 });
}

export const notifyCases: readonly CasesOf[] = [
  [notify.findSubject, { "the newest": (tx) => notify.findSubject(tx, ORG_ID, NEWEST) }],
  [
    notify.listThreadFollowers,
    {
      "of a long thread": (tx) => notify.listThreadFollowers(tx, ORG_ID, ROOT, 1_000_001),
      "of its beginning": (tx) => notify.listThreadFollowers(tx, ORG_ID, ROOT, 10),
    },
  ],
  [
    notify.listMemberCandidates,
    {
      "the first of a large channel": page(CHANNEL.town, FIRST_ID),
      "the last of it": page(CHANNEL.town, userId(39_500)),
      "of a small one": page(CHANNEL.diary, FIRST_ID),
      "those who follow a thread in a large one": (tx) =>
        notify.listMemberCandidates(
          tx,
          subject,
          { everybody: false, everything: false, named: townsmen.slice(0, 10) },
          { afterUserId: FIRST_ID, limit: 1_000 },
        ),
    },
  ],
  [
    notify.listCandidatesById,
    {
      one: (tx) => notify.listCandidatesById(tx, subject, [userId(USER.outsider)]),
      "as many as a message mentions": (tx) =>
        notify.listCandidatesById(tx, subject, townsmen.slice(0, 100)),
    },
  ],
  [
    notify.insertNotifications,
    {
      "of a batch": (tx) =>
        notify.insertNotifications(
          tx,
          subject,
          townsmen.map((id) => ({ userId: id, kind: "channel" })),
          townsmen.map((id) => ({ userId: id, medium: "mail", targetId: id, dueAt: NOW })),
          NOW,
        ),
    },
  ],
  [notify.insertNotified, { once: (tx) => notify.insertNotified(tx, ORG_ID, NEWEST) }],
  [
    sweep.listSweptSlices,
    {
      "from the beginning": (tx) =>
        sweep.listSweptSlices(
          tx,
          { oldest: FIRST_ID, first: FIRST_ID, newest: messageId(CHANNEL.million, 900_000) },
          1_000,
        ),
    },
  ],
  [
    sweep.advanceSweep,
    { "by a slice": (tx) => sweep.advanceSweep(tx, ORG_ID, messageId(CHANNEL.million, 1_000)) },
  ],
  [
    edits.insertEditToNotify,
    {
      new: (tx) =>
        edits.insertEditToNotify(
          tx,
          { orgId: ORG_ID, messageId: NEWEST },
          { seq: 999_999, at: NOW },
        ),
    },
  ],
  [edits.listEditsToNotify, { "of many": (tx) => edits.listEditsToNotify(tx, NOW, 1_000) }],
  [
    edits.deleteNotifiedEdit,
    {
      one: (tx) => edits.deleteNotifiedEdit(tx, { orgId: ORG_ID, messageId: NEWEST }, 999_999),
    },
  ],
];
