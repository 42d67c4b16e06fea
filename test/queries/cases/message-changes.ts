import * as changes from "../../../packages/domain/src/messages/message-changes.repository.ts";
import type { Transaction } from "../recorder.ts";
import { THREAD_ROOT_SEQ } from "../seed/messages.ts";
import { CHANNEL, channelId, messageId, ORG_ID, userId } from "../seed/shape.ts";
import { upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const AT = new Date("2026-01-01");
const PLACE = { orgId: ORG_ID, channelId: channelId(CHANNEL.million) };
const MESSAGE = messageId(CHANNEL.million, 999_999);
const ROOT = messageId(CHANNEL.million, THREAD_ROOT_SEQ);
const PIN = { at: AT, by: upToDate.userId };

function withEdits(tx: Transaction, count: number) {
  return tx
    .updateTable("chat_messages")
    .set({ edit_seqs: Array.from({ length: count }, (_, index) => 999_800 + index) })
    .where("org_id", "=", ORG_ID)
    .where("id", "=", MESSAGE)
    .execute();
}

/** The texts of all its edits stand in the log. */
export async function emptyEditedMessage(tx: Transaction): Promise<void> {
  await withEdits(tx, 100);
  await changes.emptyMessage(tx, PLACE, MESSAGE, AT);
}

export const messageChangeCases: readonly CasesOf[] = [
  [
    changes.lockChannelOfMessage,
    {
      "of a message": (tx) =>
        changes.lockChannelOfMessage(tx, { ...upToDate, role: "member" }, MESSAGE),
    },
  ],
  [
    changes.findMessageToChange,
    { "of a message": (tx) => changes.findMessageToChange(tx, upToDate, MESSAGE) },
  ],
  [
    changes.listMentionable,
    {
      "as many as a message may mention": (tx) =>
        changes.listMentionable(
          tx,
          PLACE,
          Array.from({ length: 100 }, (_, index) => userId(1_900 + 2 * index)),
        ),
    },
  ],
  [
    changes.updateContent,
    {
      "of a message": (tx) =>
        changes.updateContent(tx, ORG_ID, MESSAGE, {
          content: "new",
          mentions: { userIds: [userId(1)], channel: false, here: false },
          at: AT,
          eventSeq: 1_000_001,
        }),
    },
  ],
  [
    changes.forgetOldestEdit,
    {
      "of few": (tx) => changes.forgetOldestEdit(tx, PLACE, MESSAGE),
      "of too many": async (tx) => {
        await withEdits(tx, 101);
        await changes.forgetOldestEdit(tx, PLACE, MESSAGE);
      },
    },
  ],
  [
    changes.emptyMessage,
    {
      "of a message": (tx) => changes.emptyMessage(tx, PLACE, MESSAGE, AT),
      "edited often": emptyEditedMessage,
    },
  ],
  [
    changes.recountReplies,
    {
      "of a short thread": (tx) =>
        changes.recountReplies(tx, ORG_ID, messageId(CHANNEL.million, 999_999)),
      "of a long thread": {
        run: (tx) => changes.recountReplies(tx, ORG_ID, ROOT),
        because: "derives who has replied from all replies, in the index alone",
      },
    },
  ],
  [
    changes.setPin,
    {
      pinned: (tx) => changes.setPin(tx, ORG_ID, MESSAGE, PIN),
      unpinned: (tx) => changes.setPin(tx, ORG_ID, messageId(CHANNEL.million, 1), null),
    },
  ],
  [
    changes.countPins,
    {
      "as many as there may be": (tx) => changes.countPins(tx, PLACE, 1_000),
      "of none": (tx) =>
        changes.countPins(tx, { ...PLACE, channelId: channelId(CHANNEL.diary) }, 1_000),
    },
  ],
];
