import { randomBytes } from "node:crypto";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { createStorage, ensureBucket } from "@chat/runtime";
import type { Teardown } from "../support/teardown.ts";
import { testVariable } from "../support/variables.ts";

/** A bucket of the test's own: its sweeps go through all of it. */
export interface OwnBucket {
  readonly name: string;
  put(key: string, content: Uint8Array): Promise<void>;
  read(key: string): Promise<Buffer>;
  keys(): Promise<string[]>;
}

export async function createBucket(t: Teardown): Promise<OwnBucket> {
  const name = `test-${randomBytes(6).toString("hex")}`;
  const endpoint = testVariable("TEST_S3_ENDPOINT");
  const storage = createStorage({
    endpoint,
    publicEndpoint: endpoint,
    region: "us-east-1",
    accessKey: testVariable("TEST_S3_ACCESS_KEY"),
    secretKey: testVariable("TEST_S3_SECRET_KEY"),
    bucket: name,
  });
  t.teardown(() => storage.destroy());
  await ensureBucket(storage, name);
  return {
    name,
    async put(key, content) {
      await storage.send(new PutObjectCommand({ Bucket: name, Key: key, Body: content }));
    },
    async read(key) {
      const { Body } = await storage.send(new GetObjectCommand({ Bucket: name, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async keys() {
      const { Contents = [] } = await storage.send(new ListObjectsV2Command({ Bucket: name }));
      return Contents.map(({ Key = "" }) => Key);
    },
  };
}
