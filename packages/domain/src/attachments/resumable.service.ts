import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { limits } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { ChatError, found } from "../errors.ts";
import { attachmentName } from "./attachment-name.ts";
import { findStorageUse, insertAttachment, lockStorageUse } from "./attachments.repository.ts";
import { fileTooLarge, Inspection } from "./inspection.ts";
import {
  countUnfinished,
  deleteUpload,
  findUpload,
  insertUpload,
  listUploadsBefore,
  lockUpload,
  markFinished,
  type NewResumableUpload,
  type ResumableUpload,
  type UploadRef,
} from "./resumable.repository.ts";
import { offsetOf, tailKey } from "./resumable-append.service.ts";
import { storageKey } from "./storage-keys.ts";
import { assertRoom, authoriseUpload } from "./uploads.service.ts";

/** What a client announces of a file that it will send piece by piece. */
interface AnnouncedUpload {
  /** Of the attachment that it becomes. */
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly channelId: string | undefined;
}

/**
 * Begins an upload that can be resumed. Its room is kept free from now on.
 *
 * @throws {ChatError} `not_found`, `not_a_member`, `channel_archived`, `body_too_large`, `quota_exceeded`, `busy`
 */
export async function beginUpload(
  ctx: Context,
  actor: Actor,
  { id, name, size, channelId }: AnnouncedUpload,
): Promise<void> {
  await authoriseUpload(ctx, actor, channelId);
  if (size > ctx.uploads.bytesMax) {
    throw fileTooLarge(ctx.uploads.bytesMax);
  }
  assertRoom(ctx, await findStorageUse(ctx.db, actor.orgId), size);
  const max = limits.UPLOADS_UNFINISHED_PER_USER_MAX;
  if ((await countUnfinished(ctx.db, actor, max)) >= max) {
    throw new ChatError("busy", "you have begun as many uploads as you may; finish some");
  }
  const key = storageKey(ctx.uploads.scan ? "quarantine" : "clean", actor.orgId, id);
  const upload: NewResumableUpload = {
    orgId: actor.orgId,
    id,
    uploaderId: actor.userId,
    channelId: channelId ?? null,
    name: attachmentName(name),
    size,
    storageKey: key,
    storageUploadId: await ctx.files.beginParts(key),
    createdAt: ctx.now(),
  };
  try {
    await ctx.db.transaction().execute(async (tx) => {
      assertRoom(ctx, await lockStorageUse(tx, upload.orgId), size);
      await insertUpload(tx, upload);
    });
  } catch (error) {
    await ctx.files.abortParts(key, upload.storageUploadId).catch(() => undefined);
    throw error;
  }
}

/** One's own upload as it is. */
export async function getUpload(
  ctx: Context,
  actor: Actor,
  uploadId: string,
): Promise<ResumableUpload> {
  return found(await findUpload(ctx.db, actor, uploadId));
}

/** Whether it has arrived whole, and is no file yet: its end could not be noted. */
export function isUnnoted(upload: ResumableUpload): boolean {
  return !upload.finished && offsetOf(upload) === upload.size;
}

/**
 * Makes an attachment of an upload that has arrived whole: its bytes are read
 * once more, since a hash cannot be carried from one connection to the next.
 * Doing it again changes nothing. Answers with the upload where it was this call.
 */
export async function finishUpload(
  ctx: Context,
  actor: Actor,
  uploadId: string,
): Promise<ResumableUpload | undefined> {
  const upload = found(await findUpload(ctx.db, actor, uploadId));
  if (upload.finished) {
    return undefined;
  }
  await authoriseUpload(ctx, actor, upload.channelId ?? undefined);
  await assemble(ctx, upload);
  const inspection = new Inspection(upload.size);
  await pipeline(await ctx.files.read(upload.storageKey), inspection.resume());
  const findings = await inspection.findings();
  if (findings.size !== upload.size) {
    throw new Error(`of ${upload.size} bytes of an upload ${findings.size} are stored`);
  }
  const { orgId, id, uploaderId, channelId, name } = upload;
  const at = ctx.now();
  return ctx.db.transaction().execute(async (tx) => {
    if (!(await markFinished(tx, upload, at))) {
      return undefined;
    }
    const status = ctx.uploads.scan ? "pending" : "unscanned";
    const known = { orgId, id, uploaderId, channelId, name, ...findings };
    await insertAttachment(tx, { ...known, status, storageKey: upload.storageKey, at });
    return upload;
  });
}

/** An earlier try may have done it: then the parts are gone, and the object is there to be read. */
async function assemble(ctx: Context, upload: ResumableUpload): Promise<void> {
  const { storageKey: key, storageUploadId, partTags, size } = upload;
  if (size > 0) {
    await ctx.files.completeParts(key, storageUploadId, partTags).catch(() => undefined);
  } else {
    await ctx.files.write(key, Readable.from([]));
    await ctx.files.abortParts(key, storageUploadId).catch(() => undefined);
  }
}

/** Gives one's own upload up, with what has arrived of it. */
export async function cancelUpload(ctx: Context, actor: Actor, uploadId: string): Promise<void> {
  await discard(ctx, found(await findUpload(ctx.db, actor, uploadId)));
}

/**
 * What is not finished goes with its bytes; of a finished one only what
 * resuming needed. Whoever just finishes it waits, and finds nothing, or has
 * been quicker, and keeps its bytes.
 */
function discard({ db, files }: Pick<Context, "db" | "files">, ref: UploadRef): Promise<void> {
  return db.transaction().execute(async (tx) => {
    const upload = await lockUpload(tx, ref);
    if (!upload) {
      return;
    }
    if (!upload.finished) {
      await files.abortParts(upload.storageKey, upload.storageUploadId);
      await files.remove(upload.storageKey);
      await files.remove(tailKey(upload));
    }
    await deleteUpload(tx, upload);
  });
}

/** Removes uploads that nobody has finished in time, and what is remembered of those who have. */
export async function removeOldUploads(
  ctx: Pick<Context, "db" | "files" | "now">,
): Promise<number> {
  const before = new Date(ctx.now().getTime() - limits.UPLOAD_RESUMABLE_MS);
  const old = await listUploadsBefore(ctx.db, before, limits.UPLOAD_CLEANUP_ROWS_MAX);
  for (const upload of old) {
    await discard(ctx, upload);
  }
  return old.length;
}
