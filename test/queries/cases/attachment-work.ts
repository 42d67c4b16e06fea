import * as work from "../../../packages/domain/src/attachments/attachment-work.repository.ts";
import * as due from "../../../packages/domain/src/attachments/due-rows.repository.ts";
import * as removals from "../../../packages/domain/src/attachments/file-removals.repository.ts";
import * as settling from "../../../packages/domain/src/attachments/settling.repository.ts";
import { CHANNEL, channelId, messageId, ORG_ID } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

/** As the seed has them: the id of an attachment is that of its message. */
const sent = { orgId: ORG_ID, id: messageId(CHANNEL.million, 1) };
const place = { orgId: ORG_ID, channelId: channelId(CHANNEL.million) };
const at = { now: new Date(), until: new Date(Date.now() + 60_000) };

const workCases: readonly CasesOf[] = [
  [
    work.claimDueAttachments,
    {
      "of many": (tx) => work.claimDueAttachments(tx, at, 100),
      "of which none is due": (tx) =>
        work.claimDueAttachments(tx, { ...at, now: new Date(0) }, 100),
    },
  ],
  [
    due.claimDueRows,
    {
      "of many": (tx) =>
        due.claimDueRows<{ id: string }>(tx, "chat_attachments", { id: "id" }, at, 100),
      "of those deleted": (tx) =>
        due.claimDueRows<{ id: string }>(tx, "chat_file_removals", { id: "id" }, at, 100),
    },
  ],
  [work.findOldestUnscanned, { "of all organisations": (tx) => work.findOldestUnscanned(tx) }],
  [
    work.reviveGivenUp,
    {
      "from the beginning": (tx) => work.reviveGivenUp(tx, null, at.now, 1_000),
      "from a place on": (tx) =>
        work.reviveGivenUp(tx, { createdAt: "2026-01-01", id: sent.id }, at.now, 1_000),
    },
  ],
  [work.beginTry, { one: (tx) => work.beginTry(tx, sent) }],
  [work.postponeAttachment, { one: (tx) => work.postponeAttachment(tx, sent, at.until) }],
  [work.finishAttachment, { one: (tx) => work.finishAttachment(tx, sent, at.until) }],
  [
    work.listAttachmentsAt,
    {
      "a page of objects": (tx) =>
        work.listAttachmentsAt(
          tx,
          ORG_ID,
          Array.from({ length: 1_000 }, (_, index) => ({
            id: messageId(CHANNEL.million, index + 1),
            storageKey: String(index + 1),
          })),
        ),
    },
  ],
];

const settlingCases: readonly CasesOf[] = [
  [settling.findCarrier, { one: (tx) => settling.findCarrier(tx, sent) }],
  [
    settling.lockChannelOfAttachment,
    { one: (tx) => settling.lockChannelOfAttachment(tx, ORG_ID, place.channelId) },
  ],
  [settling.lockAttachment, { one: (tx) => settling.lockAttachment(tx, sent) }],
  [
    settling.updateAttachment,
    {
      one: (tx) => settling.updateAttachment(tx, sent, { status: "clean", dueAt: at.now }),
    },
  ],
  [
    settling.rewriteFragment,
    { one: (tx) => settling.rewriteFragment(tx, sent, sent.id, 1_000_001) },
  ],
];

const removalCases: readonly CasesOf[] = [
  [
    removals.claimFileRemovals,
    {
      "of many": (tx) => removals.claimFileRemovals(tx, at, 100),
      "of which none is due": (tx) =>
        removals.claimFileRemovals(tx, { ...at, now: new Date(0) }, 100),
    },
  ],
  [
    removals.insertChannelRemoval,
    { one: (tx) => removals.insertChannelRemoval(tx, ORG_ID, place.channelId, at.now) },
  ],
  [
    removals.removeAttachmentsOfMessage,
    { one: (tx) => removals.removeAttachmentsOfMessage(tx, ORG_ID, sent.id, at.now) },
  ],
  [
    removals.removeUnsentAttachment,
    { "one that is sent": (tx) => removals.removeUnsentAttachment(tx, ORG_ID, sent.id, at.now) },
  ],
  [
    removals.removeAttachmentsOfPage,
    {
      "the first page": {
        run: (tx) => removals.removeAttachmentsOfPage(tx, { ...place, afterSeq: 0 }, at.now, 500),
        because: "reads a page of messages to find those with files; once in a channel's life",
      },
      "after the last": (tx) =>
        removals.removeAttachmentsOfPage(tx, { ...place, afterSeq: 2_000_000 }, at.now, 500),
    },
  ],
  [removals.postponeRemoval, { one: (tx) => removals.postponeRemoval(tx, removal(1), at.until) }],
  [removals.deleteRemoval, { one: (tx) => removals.deleteRemoval(tx, removal(1)) }],
];

export const attachmentWorkCases: readonly CasesOf[] = [
  ...workCases,
  ...settlingCases,
  ...removalCases,
];

function removal(number: number) {
  return { orgId: ORG_ID, kind: "attachment" as const, id: messageId(CHANNEL.million, number) };
}
