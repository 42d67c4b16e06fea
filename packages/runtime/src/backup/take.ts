import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Objects } from "../storage/objects.ts";
import { takeBaseBackup } from "./base-backup.ts";
import { copyObjects, type ObjectCopy } from "./object-copies.ts";
import { type BackupSummary, writeSummary } from "./summary.ts";

/** A line an object. */
export const INDEX = "objects.jsonl";

/**
 * Backs up a running service: objects, then the database, then the objects that
 * came meanwhile. So each that a row of the database names was there at one of
 * both times; only what was sent and deleted in between is missing.
 *
 * @param folder is made; there must be nothing in it
 */
export async function takeBackup(
  databaseUrl: string,
  objects: Objects,
  folder: string,
): Promise<BackupSummary> {
  const begunAt = new Date().toISOString();
  await mkdir(folder, { mode: 0o700 });
  const copies = new Map<string, ObjectCopy>();
  await copyObjects(objects, folder, copies);
  const before = new Set(copies.keys());
  await takeBaseBackup(databaseUrl, folder);
  const databaseAt = new Date().toISOString();
  await copyObjects(objects, folder, copies);
  addFormerKeys(copies, before);
  const all = [...copies.values()];
  await writeFile(join(folder, INDEX), all.map((copy) => `${JSON.stringify(copy)}\n`).join(""));
  const summary: BackupSummary = {
    begunAt,
    databaseAt,
    endedAt: new Date().toISOString(),
    objects: all.length,
    objectBytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  await writeSummary(folder, summary);
  return summary;
}

/** A file that was scanned since then has moved; its row may still name where it was. */
function addFormerKeys(copies: Map<string, ObjectCopy>, before: ReadonlySet<string>): void {
  for (const copy of [...copies.values()]) {
    const former = copy.key.replace(/^clean\//, "quarantine/");
    if (!(before.has(copy.key) || copies.has(former))) {
      copies.set(former, { ...copy, key: former });
    }
  }
}
