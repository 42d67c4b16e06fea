import { operations } from "@chat/contract";
import type { Stage } from "../stage.ts";
import { type Actions, action } from "./action.ts";

const { uploadAttachment, getAttachment, getAttachmentContent, getAttachmentThumbnail } =
  operations;

const sent = (which: keyof Stage["attachments"]) => (stage: Stage) => ({
  params: { attachmentId: stage.attachments[which] },
});

export const attachmentActions: Actions<Stage> = {
  uploadAttachment: action(uploadAttachment, ({ channelId }: Stage) => ({
    multipart: { file: new Blob(["text"]), name: "notes.txt", channel_id: channelId },
  })),
  "getAttachment (own)": action(getAttachment, sent("own")),
  "getAttachment (another's)": action(getAttachment, sent("anothers")),
  "getAttachment (of a deleted message)": action(getAttachment, sent("deleted")),
  "getAttachmentContent (own)": action(getAttachmentContent, sent("own")),
  "getAttachmentContent (another's)": action(getAttachmentContent, sent("anothers")),
  "getAttachmentContent (of a deleted message)": action(getAttachmentContent, sent("deleted")),
  "getAttachmentThumbnail (own)": action(getAttachmentThumbnail, sent("own")),
  "getAttachmentThumbnail (another's)": action(getAttachmentThumbnail, sent("anothers")),
  "getAttachmentThumbnail (of a deleted message)": action(getAttachmentThumbnail, sent("deleted")),
};
