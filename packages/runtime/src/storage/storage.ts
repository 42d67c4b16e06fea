import {
  CreateBucketCommand,
  HeadBucketCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { S3Config } from "../config/config.ts";

const NOT_FOUND = 404;
const CONNECT_MS = 3_000;
/** Without an answer, or a byte of one, for so long: the storage hangs. */
const SILENCE_MS = 60_000;

export function createStorage(config: S3Config): S3Client {
  return new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    forcePathStyle: true,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: SILENCE_MS,
      throwOnRequestTimeout: true,
      socketTimeout: SILENCE_MS,
    },
    credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
  });
}

/** Makes the bucket unless it is there; several processes may do so at once. */
export async function ensureBucket(storage: S3Client, bucket: string): Promise<void> {
  try {
    await storage.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== NOT_FOUND) {
      throw error;
    }
    await storage.send(new CreateBucketCommand({ Bucket: bucket })).catch((cause: unknown) => {
      const raced =
        cause instanceof Error &&
        ["BucketAlreadyOwnedByYou", "BucketAlreadyExists"].includes(cause.name);
      if (!raced) {
        throw cause;
      }
    });
  }
}

export async function probeBucket(storage: S3Client, bucket: string): Promise<void> {
  await storage.send(new HeadBucketCommand({ Bucket: bucket }));
}
