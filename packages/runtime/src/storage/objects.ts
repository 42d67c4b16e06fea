import type { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";

/** There is no object of this key. */
export class ObjectMissing extends Error {
  override readonly name = "ObjectMissing";
}

export interface StoredObject {
  readonly key: string;
  readonly modifiedAt: Date;
}

/** The objects of a bucket, as who tidies them up needs them. */
export interface Objects {
  /** @throws {ObjectMissing} */
  read(key: string, signal: AbortSignal): Promise<Readable>;
  write(key: string, body: Uint8Array, contentType: string): Promise<void>;
  /** Inside the store, up to 5 GiB. @throws {ObjectMissing} */
  copy(from: string, to: string): Promise<void>;
  /** One after the other; removing what is not there is no failure. */
  remove(keys: readonly string[]): Promise<void>;
  /** A page in the order of keys; `next` begins the one after it. */
  list(
    prefix: string,
    page: { limit: number; from?: string | undefined },
  ): Promise<{ objects: StoredObject[]; next: string | undefined }>;
}

export function createObjects(storage: S3Client, bucket: string): Objects {
  return {
    async read(key, abortSignal) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const { Body } = await storage.send(command, { abortSignal }).catch(missing(key));
      return Body as Readable;
    },
    async write(key, body, contentType) {
      const object = { Bucket: bucket, Key: key, Body: body, ContentType: contentType };
      await storage.send(new PutObjectCommand(object));
    },
    async copy(from, to) {
      const copy = { Bucket: bucket, CopySource: `${bucket}/${from}`, Key: to };
      await storage.send(new CopyObjectCommand(copy)).catch(missing(from));
    },
    async remove(keys) {
      for (const key of keys) {
        await storage.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      }
    },
    async list(prefix, { limit, from }) {
      const { Contents = [], NextContinuationToken } = await storage.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          MaxKeys: limit,
          ContinuationToken: from,
        }),
      );
      const objects = Contents.flatMap(({ Key, LastModified }) =>
        Key !== undefined && LastModified ? [{ key: Key, modifiedAt: LastModified }] : [],
      );
      return { objects, next: NextContinuationToken };
    },
  };
}

function missing(key: string): (error: unknown) => never {
  return (error) => {
    const isMissing =
      error instanceof S3ServiceException && ["NoSuchKey", "NotFound"].includes(error.name);
    throw isMissing ? new ObjectMissing(`there is no object ${key}`, { cause: error }) : error;
  };
}
