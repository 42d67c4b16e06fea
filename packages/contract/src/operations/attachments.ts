import Type from "typebox";
import { Closed, Uuid } from "../primitives.ts";
import { Attachment } from "../resources/attachment.ts";
import { defineOperation } from "./operation.ts";

const attachmentParams = Closed({ attachmentId: Uuid });

const notServed = ["not_found", "scan_pending", "scan_failed", "infected"] as const;

export const uploadAttachment = defineOperation({
  id: "uploadAttachment",
  tag: "attachments",
  summary: "Upload a file, to be sent with a message",
  description:
    "Only its uploader can send it, once, in `attachment_ids` of a message; with `channel_id` only in that channel. It can be sent before its scan ends. Large files, and bad networks, want `/uploads` (tus 1.0), which resumes: see docs/files.md.",
  method: "POST",
  path: "/upload",
  multipart: Closed({
    file: Type.String({ format: "binary", description: "The file, with its name" }),
    channel_id: Type.Optional(Uuid),
  }),
  answers: { 201: Attachment },
  errors: ["not_found", "not_a_member", "channel_archived", "quota_exceeded", "busy"],
});

export const getAttachment = defineOperation({
  id: "getAttachment",
  tag: "attachments",
  summary: "What is known of a file",
  description: "For its uploader, and for those who may read the message that carries it.",
  method: "GET",
  path: "/attachments/:attachmentId",
  params: attachmentParams,
  answers: { 200: Attachment },
  errors: ["not_found"],
});

export const getAttachmentContent = defineOperation({
  id: "getAttachmentContent",
  tag: "attachments",
  summary: "The bytes of a file",
  description:
    "A redirection to a URL that is good for 60 seconds and needs no token. Images, audio and video may be shown in a page, everything else is saved.",
  method: "GET",
  path: "/attachments/:attachmentId/content",
  params: attachmentParams,
  answers: { 302: null },
  errors: notServed,
});

export const getAttachmentThumbnail = defineOperation({
  id: "getAttachmentThumbnail",
  tag: "attachments",
  summary: "A small picture of an image",
  description: "Where the file has a `thumbnail`; a redirection, as for its bytes.",
  method: "GET",
  path: "/attachments/:attachmentId/thumbnail",
  params: attachmentParams,
  answers: { 302: null },
  errors: notServed,
});
