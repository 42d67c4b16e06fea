import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { S3Config } from "../config/config.ts";
import { collectYoung } from "../process/collect-young.ts";
import { PART_BYTES } from "./parts.ts";
import { createStorage } from "./storage.ts";
import { StorageUnavailable } from "./unavailable.ts";
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

  return {
    /** Writes a stream of unknown length. Where it fails, or the stream does, nothing is left behind. */
    async write(key: string, content: Readable): Promise<void> {
      try {
        await writeStream(storage, { Bucket: bucket, Key: key }, content);
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
    /** Begins an object that is written in parts; answers with the id of that. */
    async beginParts(key: string): Promise<string> {
      const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key });
      const { UploadId: id = "" } = await storage.send(command).catch(unavailable);
      return id;
    },
    /** Writes a part, numbered from 1; answers with its tag. */
    async writePart(key: string, id: string, number: number, bytes: Buffer): Promise<string> {
      const part = { Bucket: bucket, Key: key, UploadId: id, PartNumber: number, Body: bytes };
      const { ETag: tag = "" } = await storage.send(new UploadPartCommand(part)).catch(unavailable);
      collectYoung();
      return tag;
    },
    /** Makes the object of its parts, whose tags these are, in order. */
    async completeParts(key: string, id: string, tags: readonly string[]): Promise<void> {
      const parts = tags.map((tag, index) => ({ PartNumber: index + 1, ETag: tag }));
      const command = new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: id,
        MultipartUpload: { Parts: parts },
      });
      await storage.send(command).catch(unavailable);
    },
    /** Gives the parts up; those that are gone are no failure. */
    async abortParts(key: string, id: string): Promise<void> {
      const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id });
      await storage.send(command).catch((error: unknown) => {
        if (!(error instanceof NoSuchUpload)) {
          unavailable(error);
        }
      });
    },
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
  return errored && errored.name !== "AbortError" ? errored : new StorageUnavailable(cause);
}

function unavailable(cause: unknown): never {
  throw new StorageUnavailable(cause);
}
