import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { createStorage } from "@chat/runtime";
import type { Teardown } from "./teardown.ts";
import { testVariable } from "./variables.ts";

/** The bucket of the test run, past every service: its keys are ids, so nobody else's are met. */
export interface TestBucket {
  put(key: string, content: string | Uint8Array): Promise<void>;
  read(key: string): Promise<Buffer>;
  remove(key: string): Promise<void>;
  /** The keys that begin so, 1,000 at most. */
  list(prefix: string): Promise<string[]>;
}

export function testBucket(t: Teardown): TestBucket {
  const Bucket = testVariable("TEST_S3_BUCKET");
  const endpoint = testVariable("TEST_S3_ENDPOINT");
  const storage = createStorage({
    endpoint,
    publicEndpoint: endpoint,
    region: "us-east-1",
    accessKey: testVariable("TEST_S3_ACCESS_KEY"),
    secretKey: testVariable("TEST_S3_SECRET_KEY"),
    bucket: Bucket,
  });
  t.teardown(() => storage.destroy());
  return {
    async put(Key, Body) {
      await storage.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async read(Key) {
      const { Body } = await storage.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async remove(Key) {
      await storage.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    async list(Prefix) {
      const { Contents = [] } = await storage.send(new ListObjectsV2Command({ Bucket, Prefix }));
      return Contents.map(({ Key = "" }) => Key);
    },
  };
}
