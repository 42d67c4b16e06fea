import { pipeline, type Readable } from "node:stream";
import type { Attachment } from "@chat/contract";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../actor.ts";
import { toAccess } from "../channels/channel-access.ts";
import { canPost } from "../channels/channels.policy.ts";
import { listAccess } from "../channels/channels.repository.ts";
import type { Context } from "../context.ts";
import { isConnectionLost } from "../database/sqlstate.ts";
import { authorise, ChatError, found } from "../errors.ts";
import type { Wire } from "../wire.ts";
import { attachmentName } from "./attachment-name.ts";
import {
  findStorageUse,
  insertAttachment,
  lockStorageUse,
  type NewAttachment,
} from "./attachments.repository.ts";
import { Inspection } from "./inspection.ts";
import { storageKey } from "./storage-keys.ts";

/** A file on its way in. */
export interface Upload {
  readonly name: string;
  readonly content: Readable;
  /** Where it is for, as far as that was said before the file. */
  readonly channelId: string | undefined;
  /** The same once everything has been read; rejects where the request was wrong. */
  readonly finalChannelId: Promise<string | undefined>;
}

/**
 * Takes a file in while it is hashed, counted and its type found out; what
 * fails leaves nothing behind. Where it is for a channel, that needs what
 * posting needs, before the first byte and after the last.
 *
 * @throws {ChatError} `not_found`, `not_a_member`, `channel_archived`, `body_too_large`, `quota_exceeded`, `busy`
 */
export async function uploadAttachment(
  ctx: Context,
  actor: Actor,
  upload: Upload,
): Promise<Wire<Attachment>> {
  await authoriseUpload(ctx, actor, upload.channelId);
  assertRoom(ctx, await findStorageUse(ctx.db, actor.orgId), 1);
  return ctx.uploadSlots.hold(actor, () => takeIn(ctx, actor, upload));
}

async function takeIn(ctx: Context, actor: Actor, upload: Upload): Promise<Wire<Attachment>> {
  const id = uuidv7();
  const { scan, bytesMax } = ctx.uploads;
  const key = storageKey(scan ? "quarantine" : "clean", actor.orgId, id);
  let named = false;
  try {
    const inspection = pipeline(upload.content, new Inspection(bytesMax), () => undefined);
    await ctx.files.write(key, inspection);
    const channelId = await upload.finalChannelId;
    await authoriseUpload(ctx, actor, channelId);
    const findings = await inspection.findings();
    named = true;
    return await keep(ctx, {
      id,
      orgId: actor.orgId,
      uploaderId: actor.userId,
      channelId: channelId ?? null,
      name: attachmentName(upload.name),
      ...findings,
      status: scan ? "pending" : "unscanned",
      storageKey: key,
      at: ctx.now(),
    });
  } catch (error) {
    // The row may be there. If it is not, a sweep removes what nobody names.
    if (!(named && isConnectionLost(error))) {
      await ctx.files.remove(key).catch(() => undefined);
    }
    throw error;
  }
}

/** What sending there needs. */
export async function authoriseUpload(
  ctx: Context,
  actor: Actor,
  channelId: string | undefined,
): Promise<void> {
  if (channelId !== undefined) {
    const [row] = await listAccess(ctx.db, actor.orgId, actor.userId, [channelId]);
    authorise(canPost(actor, toAccess(found(row))));
  }
}

/** @throws {ChatError} `quota_exceeded` */
export function assertRoom({ uploads }: Context, used: number, size: number): void {
  const { orgQuotaBytes = Number.POSITIVE_INFINITY } = uploads;
  if (used + size > orgQuotaBytes) {
    throw new ChatError("quota_exceeded");
  }
}

/** Writes the row of a file whose bytes are stored: from here on it is there. */
async function keep(ctx: Context, attachment: NewAttachment): Promise<Wire<Attachment>> {
  return ctx.db.transaction().execute(async (tx) => {
    if (ctx.uploads.orgQuotaBytes !== undefined) {
      assertRoom(ctx, await lockStorageUse(tx, attachment.orgId), attachment.size);
    }
    return insertAttachment(tx, attachment);
  });
}
