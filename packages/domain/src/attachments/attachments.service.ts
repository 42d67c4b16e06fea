import { type Attachment, limits } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { toAccess } from "../channels/channel-access.ts";
import type { Context } from "../context.ts";
import { authorise, ChatError, found } from "../errors.ts";
import type { Wire } from "../wire.ts";
import { canReadAttachment, canServe } from "./attachments.policy.ts";
import { type AttachmentRow, findAttachment } from "./attachments.repository.ts";
import { deliveryOf, THUMBNAIL_DELIVERY } from "./delivery.ts";
import { storageKey } from "./storage-keys.ts";

export async function getAttachment(
  ctx: Context,
  actor: Actor,
  attachmentId: string,
): Promise<Wire<Attachment>> {
  const { attachment } = await getReadable(ctx, actor, attachmentId);
  return attachment;
}

/**
 * A URL for the bytes of a file, for a moment.
 *
 * @throws {ChatError} `not_found`, `scan_pending`, `scan_failed`, `infected`
 */
export async function getAttachmentContent(
  ctx: Context,
  actor: Actor,
  attachmentId: string,
): Promise<string> {
  const row = await getReadable(ctx, actor, attachmentId);
  authorise(canServe(row.status));
  const delivery = deliveryOf(row.name, row.contentType);
  return ctx.files.presign(row.storageKey, delivery, limits.ATTACHMENT_URL_SECONDS);
}

/** The same for its thumbnail; `not_found` where it has none. */
export async function getAttachmentThumbnail(
  ctx: Context,
  actor: Actor,
  attachmentId: string,
): Promise<string> {
  const row = await getReadable(ctx, actor, attachmentId);
  authorise(canServe(row.status));
  if (!row.hasThumbnail) {
    throw new ChatError("not_found", "the file has no thumbnail");
  }
  const key = storageKey("thumbnail", row.orgId, row.id);
  return ctx.files.presign(key, THUMBNAIL_DELIVERY, limits.ATTACHMENT_URL_SECONDS);
}

async function getReadable(
  ctx: Context,
  actor: Actor,
  attachmentId: string,
): Promise<AttachmentRow> {
  const row = found(await findAttachment(ctx.db, actor, attachmentId));
  const { type, archived, callerRole, deleted } = row;
  const sentTo = type === null ? null : toAccess({ type, archived, callerRole });
  const isUploader = row.uploaderId === actor.userId;
  authorise(canReadAttachment(actor, { isUploader, sentTo, deleted }));
  return row;
}
