import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { ChatError, found } from "../errors.ts";
import { createPartBuffer } from "./part-buffer.ts";
import { advanceUpload, findUpload, type ResumableUpload } from "./resumable.repository.ts";
import { storageKey } from "./storage-keys.ts";

export function offsetOf({ partBytes, tailBytes }: ResumableUpload): number {
  return partBytes + tailBytes;
}

/**
 * Adds to an upload what arrives, as far as it arrives: a stream that breaks
 * off leaves what came before. Answers with the new offset.
 *
 * @throws {ChatError} `busy` where another request has added to it meanwhile
 */
export async function appendToUpload(
  ctx: Context,
  actor: Actor,
  uploadId: string,
  content: Readable,
): Promise<number> {
  const upload = found(await findUpload(ctx.db, actor, uploadId));
  return ctx.uploadSlots.hold(actor, () => append(ctx, upload, content));
}

async function append(ctx: Context, begun: ResumableUpload, content: Readable): Promise<number> {
  const pending = createPartBuffer();
  let upload = begun;
  if (upload.tailBytes > 0) {
    pending.add(await buffer(await ctx.files.read(tailKey(upload))));
  }
  let broken: Error | undefined;
  const arriving = untilBroken(content, (error) => {
    broken = error;
  });
  // What cannot be saved ends it: what came after would stand in its place.
  for await (const chunk of arriving) {
    for (let rest = chunk; rest.length > 0; ) {
      rest = rest.subarray(pending.add(rest));
      if (pending.isFull) {
        upload = await savePart(ctx, upload, pending.take());
      }
    }
  }
  if (pending.bytes > 0 && upload.partBytes + pending.bytes === upload.size) {
    upload = await savePart(ctx, upload, pending.take());
  } else if (pending.bytes > upload.tailBytes) {
    upload = await saveTail(ctx, upload, pending.take());
  }
  if (broken) {
    throw broken;
  }
  return offsetOf(upload);
}

/** What arrives of a stream; that it broke off is told instead of thrown. */
async function* untilBroken(
  content: AsyncIterable<Buffer>,
  onBroken: (error: Error) => void,
): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } catch (error) {
    onBroken(error as Error);
  }
}

async function savePart(
  ctx: Context,
  upload: ResumableUpload,
  bytes: Buffer,
): Promise<ResumableUpload> {
  const { storageKey: key, storageUploadId, partTags } = upload;
  const partTag = await ctx.files.writePart(key, storageUploadId, partTags.length + 1, bytes);
  const moved = { partBytes: upload.partBytes + bytes.length, tailBytes: 0 };
  assertAlone(await advanceUpload(ctx.db, upload, { ...moved, partTag }));
  await removeTail(ctx, upload);
  return { ...upload, ...moved, partTags: [...partTags, partTag] };
}

/** Too little for a part, and not the end. */
async function saveTail(
  ctx: Context,
  upload: ResumableUpload,
  bytes: Buffer,
): Promise<ResumableUpload> {
  const moved = { partBytes: upload.partBytes, tailBytes: bytes.length };
  await ctx.files.write(tailKey({ ...upload, ...moved }), Readable.from([bytes]));
  assertAlone(await advanceUpload(ctx.db, upload, moved));
  await removeTail(ctx, upload);
  return { ...upload, ...moved };
}

function assertAlone(moved: boolean): void {
  if (!moved) {
    throw new ChatError("busy", "the upload goes on over another connection");
  }
}

/** Where it fails, the sweep of leftovers removes it. */
async function removeTail(ctx: Context, upload: ResumableUpload): Promise<void> {
  if (upload.tailBytes > 0) {
    await ctx.files.remove(tailKey(upload)).catch(() => undefined);
  }
}

/** Where its tail is: each in an object of its own, so that who comes too late overwrites none. */
export function tailKey(upload: ResumableUpload): string {
  return `${storageKey("resumable", upload.orgId, upload.id)}/${offsetOf(upload)}`;
}
