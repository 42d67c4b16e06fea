import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import t from "tap";
import { pathOfCopy } from "./object-copies.ts";
import { putObjects } from "./put-objects.ts";
import { writeSummary } from "./summary.ts";
import { INDEX } from "./take.ts";

const KEY = "clean/org/file";
const NOW = "2026-11-25T09:00:00.000Z";

async function makeBackup(folder: string, content: string): Promise<void> {
  const path = pathOfCopy(folder, KEY);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  const sha256 = createHash("sha256").update("the bytes").digest("hex");
  const former = "quarantine/org/file";
  const lines = [KEY, former].map((key) => JSON.stringify({ key, from: KEY, bytes: 9, sha256 }));
  await writeFile(join(folder, INDEX), `${lines.join("\n")}\n`);
}

const finish = (folder: string) =>
  writeSummary(folder, {
    begunAt: NOW,
    databaseAt: NOW,
    endedAt: NOW,
    objects: 2,
    objectBytes: 18,
  });

function createBucket() {
  const stored = new Map<string, string>();
  const write = async (key: string, content: Readable) => {
    stored.set(key, await text(content));
  };
  return { stored, write };
}

t.test("each object of a backup is put under its key", async (t) => {
  const folder = t.testdir();
  await makeBackup(folder, "the bytes");
  await finish(folder);
  const bucket = createBucket();
  t.equal(await putObjects(folder, bucket), 2);
  t.same([...bucket.stored.values()], ["the bytes", "the bytes"]);
  t.same([...bucket.stored.keys()], [KEY, "quarantine/org/file"]);
});

t.test("bytes that changed, and a backup that was broken off, are refused", async (t) => {
  const folder = t.testdir();
  await makeBackup(folder, "the bytez");
  await t.rejects(putObjects(folder, createBucket()), { message: /no backup that was finished/ });
  await finish(folder);
  const bucket = createBucket();
  await t.rejects(putObjects(folder, bucket), { message: `${KEY} is not what was backed up` });
  t.equal(bucket.stored.size, 0);
});
