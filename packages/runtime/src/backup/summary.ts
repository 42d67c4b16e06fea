import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Written last: a folder without it holds a backup that was broken off. */
const SUMMARY = "backup.json";

export interface BackupSummary {
  readonly begunAt: string;
  /** The database is as it was then. */
  readonly databaseAt: string;
  readonly endedAt: string;
  readonly objects: number;
  readonly objectBytes: number;
}

export async function writeSummary(folder: string, summary: BackupSummary): Promise<void> {
  await writeFile(join(folder, SUMMARY), `${JSON.stringify(summary, null, 2)}\n`);
}

/** @throws where the backup has no end */
export async function assertFinished(folder: string): Promise<void> {
  await readFile(join(folder, SUMMARY)).catch((cause: unknown) => {
    throw new Error(`${folder} holds no backup that was finished`, { cause });
  });
}
