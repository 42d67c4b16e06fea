import * as uploads from "../../../packages/domain/src/attachments/resumable.repository.ts";
import { idOf } from "../seed/ids.ts";
import { CHANNEL, messageId, ORG_ID, userId } from "../seed/shape.ts";
import type { CasesOf } from "./case.ts";

const AT = new Date("2026-01-01");
/** A seeded upload has the id of a message, and is that of a user. */
const UPLOADER = { orgId: ORG_ID, userId: userId(7) };
const UPLOAD = {
  orgId: ORG_ID,
  id: messageId(CHANNEL.million, 7),
  uploaderId: UPLOADER.userId,
  channelId: null,
  name: "file",
  size: 1,
  storageKey: "7",
  storageUploadId: "7",
  partTags: [],
  partBytes: 0,
  tailBytes: 0,
  finished: false,
  createdAt: AT,
};

export const resumableCases: readonly CasesOf[] = [
  [
    uploads.insertUpload,
    {
      announced: (tx) =>
        uploads.insertUpload(tx, { ...UPLOAD, id: idOf("message", 0xffff_0000_0000) }),
    },
  ],
  [uploads.countUnfinished, { "of a user": (tx) => uploads.countUnfinished(tx, UPLOADER, 100) }],
  [uploads.findUpload, { "one's own": (tx) => uploads.findUpload(tx, UPLOADER, UPLOAD.id) }],
  [uploads.lockUpload, { "of a user": (tx) => uploads.lockUpload(tx, UPLOAD) }],
  [
    uploads.advanceUpload,
    {
      "by a part": (tx) =>
        uploads.advanceUpload(tx, UPLOAD, { partBytes: 5, tailBytes: 0, partTag: "tag" }),
      "by a tail": (tx) => uploads.advanceUpload(tx, UPLOAD, { partBytes: 0, tailBytes: 5 }),
    },
  ],
  [uploads.markFinished, { "of a user": (tx) => uploads.markFinished(tx, UPLOAD, AT) }],
  [uploads.deleteUpload, { "of a user": (tx) => uploads.deleteUpload(tx, UPLOAD) }],
  [
    uploads.listUploadsBefore,
    { "the oldest": (tx) => uploads.listUploadsBefore(tx, new Date(Date.now() - 3_600_000), 500) },
  ],
];
