import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { collectYoung } from "../process/collect-young.ts";
import { unavailable } from "./unavailable.ts";

export type Multipart = ReturnType<typeof createMultipart>;

/** Objects that are written in parts. Every failure of S3 is a StorageUnavailable. */
export function createMultipart(storage: S3Client, bucket: string) {
  return {
    /** Begins an object; answers with the id of that. */
    async begin(key: string): Promise<string> {
      const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key });
      const { UploadId: id = "" } = await storage.send(command).catch(unavailable);
      return id;
    },
    /** Writes a part, numbered from 1; answers with its tag. */
    async write(key: string, id: string, number: number, bytes: Buffer): Promise<string> {
      const part = { Bucket: bucket, Key: key, UploadId: id, PartNumber: number, Body: bytes };
      const { ETag: tag = "" } = await storage.send(new UploadPartCommand(part)).catch(unavailable);
      collectYoung();
      return tag;
    },
    /** Makes the object of its parts, whose tags these are, in order. */
    async complete(key: string, id: string, tags: readonly string[]): Promise<void> {
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
    async abort(key: string, id: string): Promise<void> {
      const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id });
      await storage.send(command).catch((error: unknown) => {
        if (!(error instanceof NoSuchUpload)) {
          unavailable(error);
        }
      });
    },
  };
}
