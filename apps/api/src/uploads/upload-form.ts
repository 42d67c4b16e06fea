import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { finished } from "node:stream";
import { limits } from "@chat/contract";
import { fileTooLarge, invalid, type Upload } from "@chat/domain";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads `multipart/form-data` with one `file`, and `channel_id` before or after
 * it, while it arrives: `use` gets the file as a stream, and what it does not
 * read the sender cannot send. The first thing that is wrong ends both.
 *
 * @throws {ChatError} `invalid_request`, or what `use` throws
 */
export async function readUploadForm<T>(
  request: IncomingMessage,
  fileBytesMax: number,
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  if (Number(request.headers["content-length"]) > fileBytesMax + limits.UPLOAD_FORM_BYTES_MAX) {
    throw fileTooLarge(fileBytesMax);
  }
  const parser = createParser(request);
  const begun = Promise.withResolvers<Upload>();
  const ended = Promise.withResolvers<string | undefined>();
  // Whoever waits hears of it; nobody needs to.
  begun.promise.catch(() => undefined);
  ended.promise.catch(() => undefined);
  const notWhole = invalid("body", "must be multipart/form-data, whole");
  let content: Readable | undefined;
  let channelId: string | undefined;

  function fail(error: Error): void {
    begun.reject(error);
    ended.reject(error);
    content?.destroy(error);
  }

  parser.on("field", (name, value, _nameTruncated, truncated) => {
    const id = value.toLowerCase();
    if (name !== "channel_id") {
      fail(invalid(`body.${name ?? ""}`, "is not a known field"));
    } else if (channelId !== undefined) {
      fail(invalid("body.channel_id", "must be there once"));
    } else if (truncated || !UUID.test(id)) {
      fail(invalid("body.channel_id", "must be: A UUID (RFC 9562)"));
    } else {
      channelId = id;
    }
  });
  parser.on("file", (name, stream, fileName) => {
    stream.on("error", () => fail(notWhole));
    if (name !== "file" || content !== undefined) {
      fail(invalid("body", "must have one file, in the field file"));
      stream.resume();
      return;
    }
    content = stream;
    begun.resolve({
      name: fileName ?? "",
      content,
      channelId,
      finalChannelId: ended.promise,
    });
  });
  parser.on("partsLimit", () => fail(invalid("body", "must have no further fields")));
  parser.on("error", () => fail(notWhole));
  parser.on("finish", () => {
    begun.reject(invalid("body.file", "is required"));
    ended.resolve(channelId);
  });
  finished(request, { writable: false }, (error) => error && fail(notWhole));
  request.pipe(parser);
  try {
    return await use(await begun.promise);
  } finally {
    // What is left of the body is read and dropped, as of every other request.
    request.unpipe(parser);
    content?.destroy();
    request.resume();
  }
}

/** @throws {ChatError} `invalid_request` where no parts can be told apart */
function createParser({ headers }: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      // A path is cut with other rules than those of the system that this runs on.
      preservePath: true,
      isPartAFile: (_name, _type, fileName) => fileName !== undefined,
      limits: { fieldSize: 64, parts: 2, headerPairs: 16, headerSize: 4_096 },
    });
  } catch {
    throw invalid("headers.content-type", "must name the boundary of multipart/form-data");
  }
}
