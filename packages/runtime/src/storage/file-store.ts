import { Readable } from "node:stream";
import { DeleteObjectCommand, GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { S3Config } from "../config/config.ts";
import { collectYoung } from "../process/collect-young.ts";
import { createMultipart } from "./multipart.ts";
import { PART_BYTES } from "./parts.ts";
import { createStorage } from "./storage.ts";
import { StorageUnavailable, unavailable } from "./unavailable.ts";
import { writeStream } from "./write-stream.ts";

interface Delivery {
  readonly contentType: string;
  readonly contentDisposition: string;
}

/** The files of a service in one bucket. Every failure of S3 is a {@link StorageUnavailable}. */
export function createFileStore(storage: S3Client, config: S3Config) {
  const { bucket } = config;
  // It only signs, for the address that clients know, and connects to nothing.
  const signer = createStorage({ ...config, endpoint: config.publicEndpoint });
  const parts = createMultipart(storage, bucket);

  return {
    /** Writes a stream of unknown length. Where it fails, or the stream does, nothing is left behind. */
    async write(key: string, content: Readable): Promise<void> {
      try {
        await writeStream(storage, parts, { Bucket: bucket, Key: key }, content);
      } catch (cause) {
        throw reasonOf(content, cause);
      }
    },
    async read(key: string): Promise<Readable> {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const { Body: body } = await storage.send(command).catch(unavailable);
      return Readable.from(freeing(body as Readable), { objectMode: false });
    },
    /** Removing what is not there is no failure. */
    async remove(key: string): Promise<void> {
      await storage.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(unavailable);
    },
    beginParts: parts.begin,
    writePart: parts.write,
    completeParts: parts.complete,
    abortParts: parts.abort,
    /** A URL under which anybody gets the bytes for so many seconds, with these headers. */
    presign(key: string, delivery: Delivery, seconds: number): Promise<string> {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentType: delivery.contentType,
        ResponseContentDisposition: delivery.contentDisposition,
      });
      return getSignedUrl(signer, command, { expiresIn: seconds });
    },
    close: () => signer.destroy(),
  };
}

/** The same stream, whose bytes are not left to pile up once they have been used. */
async function* freeing(content: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    yield chunk;
    bytes += chunk.length;
    if (bytes >= PART_BYTES) {
      bytes = 0;
      collectYoung();
    }
  }
}

/** What the stream failed with, even where giving up its parts failed, too; else what the storage did. */
function reasonOf(content: Readable, cause: unknown): Error {
  const { errored } = content;
  content.destroy();
  // Reading that stops early, because a part was refused, leaves the stream aborted.
  if (errored && errored.name !== "AbortError") {
    return errored;
  }
  return cause instanceof StorageUnavailable ? cause : new StorageUnavailable(cause);
}
