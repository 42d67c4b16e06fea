import type { Readable } from "node:stream";
import { limits } from "@chat/contract";
import {
  type Actor,
  appendToUpload,
  beginUpload,
  type Context,
  cancelUpload,
  getUpload,
  invalid,
  isUnnoted,
  offsetOf,
} from "@chat/domain";
import { DataStore, Upload } from "@tus/server";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The uploads of one user, as the library of the protocol wants to see them.
 *
 * @param finish makes a file of what has arrived whole
 */
export function createUploadStore(
  ctx: Context,
  actor: Actor,
  finish: (id: string) => Promise<void>,
): DataStore {
  return Object.assign(new DataStore(), {
    extensions: ["creation", "creation-with-upload", "termination", "expiration"],
    getExpiration: () => limits.UPLOAD_RESUMABLE_MS,

    async create(upload: Upload): Promise<Upload> {
      const { filename, channel_id: channelId } = upload.metadata ?? {};
      await beginUpload(ctx, actor, {
        id: upload.id,
        name: filename ?? "",
        size: upload.size ?? 0,
        channelId: readId(channelId),
      });
      upload.creation_date = ctx.now().toISOString();
      return upload;
    },

    async getUpload(id: string): Promise<Upload> {
      const upload = await getUpload(ctx, actor, id);
      if (isUnnoted(upload)) {
        await finish(id);
      }
      const { name: filename, channelId, size, createdAt } = upload;
      return new Upload({
        id,
        size,
        offset: offsetOf(upload),
        metadata: { filename, ...(channelId === null ? {} : { channel_id: channelId }) },
        creation_date: createdAt.toISOString(),
      });
    },

    // The protocol has compared the offset already; two that write at once are told apart below.
    write: (content: Readable, id: string): Promise<number> =>
      appendToUpload(ctx, actor, id, content),

    remove: (id: string): Promise<void> => cancelUpload(ctx, actor, id),
  });
}

function readId(value: string | null | undefined): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!UUID.test(value)) {
    throw invalid("headers.upload-metadata.channel_id", "must be: A UUID (RFC 9562)");
  }
  return value.toLowerCase();
}
