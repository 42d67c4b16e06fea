import { operations } from "@chat/contract";
import { getAttachment, getAttachmentContent, getAttachmentThumbnail } from "@chat/domain";
import { found, okJson } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const attachmentRoutes = [
  route(operations.getAttachment, async ({ ctx, actor, params }) =>
    okJson(await getAttachment(ctx, actor, params.attachmentId)),
  ),
  route(operations.getAttachmentContent, async ({ ctx, actor, params }) =>
    found(await getAttachmentContent(ctx, actor, params.attachmentId)),
  ),
  route(operations.getAttachmentThumbnail, async ({ ctx, actor, params }) =>
    found(await getAttachmentThumbnail(ctx, actor, params.attachmentId)),
  ),
];
