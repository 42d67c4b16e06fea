import { type Config, readConfig } from "../config/config.ts";
import { createFileStore } from "../storage/file-store.ts";
import { createObjects } from "../storage/objects.ts";
import { createStorage, ensureBucket } from "../storage/storage.ts";
import { putObjects } from "./put-objects.ts";
import { takeBackup } from "./take.ts";
import { unpackDatabase } from "./unpack.ts";

const USAGE = `usage: pnpm backup take FOLDER              Postgres and the bucket into a new folder
       pnpm backup unpack FOLDER TARGET    the database of it into a new folder, for PostgreSQL to start on
       pnpm backup put FOLDER              the files of it into the bucket`;

async function take(config: Config, folder: string): Promise<string> {
  const storage = createStorage(config.s3);
  const objects = createObjects(storage, config.s3.bucket);
  const summary = await takeBackup(config.migrationDatabaseUrl, objects, folder);
  storage.destroy();
  return JSON.stringify(summary);
}

async function put({ s3 }: Config, folder: string): Promise<string> {
  const storage = createStorage(s3);
  await ensureBucket(storage, s3.bucket);
  const files = createFileStore(storage, s3);
  const count = await putObjects(folder, files);
  files.close();
  storage.destroy();
  return `${count} objects are in ${s3.bucket}`;
}

async function main([command, folder, target]: readonly string[]): Promise<string> {
  if (command === "take" && folder) {
    return take(readConfig(process.env), folder);
  }
  if (command === "unpack" && folder && target) {
    await unpackDatabase(folder, target);
    return `${target} is what was backed up`;
  }
  if (command === "put" && folder) {
    return put(readConfig(process.env), folder);
  }
  throw new Error(USAGE);
}

try {
  console.log(await main(process.argv.slice(2).filter((argument) => argument !== "--")));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
