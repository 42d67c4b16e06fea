import * as attachments from "../../../packages/domain/src/attachments/attachments.repository.ts";
import { idOf } from "../seed/ids.ts";
import { CHANNEL, messageId, ORG_ID } from "../seed/shape.ts";
import { outsider, upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const NEW_ATTACHMENT = {
  id: idOf("message", 0xffff_0000_0000),
  orgId: ORG_ID,
  uploaderId: upToDate.userId,
  channelId: null,
  name: "plan.pdf",
  contentType: "application/pdf",
  size: 1_000,
  sha256: "00",
  status: "pending",
  storageKey: "quarantine/1",
  at: new Date("2026-01-01"),
} as const;

/** A seeded attachment has the id of its message. */
const SENT = messageId(CHANNEL.million, 7);

export const attachmentCases: readonly CasesOf[] = [
  [
    attachments.insertAttachment,
    { "of an upload": (tx) => attachments.insertAttachment(tx, NEW_ATTACHMENT) },
  ],
  [
    attachments.lockStorageUse,
    { "of an organisation": (tx) => attachments.lockStorageUse(tx, ORG_ID) },
  ],
  [
    attachments.findStorageUse,
    { "of an organisation": (tx) => attachments.findStorageUse(tx, ORG_ID) },
  ],
  [
    attachments.findAttachment,
    {
      "for a member": (tx) => attachments.findAttachment(tx, upToDate, SENT),
      "for a stranger": (tx) => attachments.findAttachment(tx, outsider, SENT),
    },
  ],
];
