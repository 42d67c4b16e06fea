/** Makes the bucket that `CHAT_BUCKET` names, unless it is there: once, before the first start. */
import { readConfig } from "../config/config.ts";
import { createStorage, ensureBucket } from "./storage.ts";

try {
  const { s3 } = readConfig(process.env);
  const storage = createStorage(s3);
  await ensureBucket(storage, s3.bucket);
  storage.destroy();
  console.log(`the bucket ${s3.bucket} is there`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
