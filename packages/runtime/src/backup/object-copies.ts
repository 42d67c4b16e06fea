import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ObjectMissing, type Objects } from "../storage/objects.ts";

const PAGE_OBJECTS = 1_000;
const COPIES_AT_ONCE = 8;
/** Half of an upload is nothing without its other half, which no listing shows. */
const UNFINISHED = "resumable/";
const KEY = /^[\w-]+(?:\/[\w-]+)*$/;

export interface ObjectCopy {
  readonly key: string;
  /** The key whose bytes it has. */
  readonly from: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where the bytes of an object are in a backup. */
export function pathOfCopy(folder: string, key: string): string {
  return join(folder, "objects", key);
}

/**
 * Copies every object that is not among the copies yet, and adds it to them: an
 * object never changes. One that goes meanwhile is left out.
 */
export async function copyObjects(
  objects: Objects,
  folder: string,
  copies: Map<string, ObjectCopy>,
): Promise<void> {
  let from: string | undefined;
  do {
    const page = await objects.list("", { limit: PAGE_OBJECTS, from });
    const keys = page.objects
      .map(({ key }) => key)
      .filter((key) => KEY.test(key) && !key.startsWith(UNFINISHED) && !copies.has(key));
    for (let at = 0; at < keys.length; at += COPIES_AT_ONCE) {
      const some = keys.slice(at, at + COPIES_AT_ONCE);
      for (const copy of await Promise.all(some.map((key) => copyObject(objects, folder, key)))) {
        if (copy) {
          copies.set(copy.key, copy);
        }
      }
    }
    from = page.next;
  } while (from !== undefined);
}

async function copyObject(
  objects: Objects,
  folder: string,
  key: string,
): Promise<ObjectCopy | undefined> {
  const path = pathOfCopy(folder, key);
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash("sha256");
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    const content = await objects.read(key, new AbortController().signal);
    await pipeline(content, count, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    if (error instanceof ObjectMissing) {
      return undefined;
    }
    throw error;
  }
  return { key, from: key, bytes, sha256: hash.digest("hex") };
}
