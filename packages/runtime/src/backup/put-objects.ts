import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline, Transform } from "node:stream";
import type { createFileStore } from "../storage/file-store.ts";
import { type ObjectCopy, pathOfCopy } from "./object-copies.ts";
import { assertFinished } from "./summary.ts";
import { INDEX } from "./take.ts";

/**
 * Puts the objects of a backup into the bucket, each held against its hash.
 *
 * @returns how many
 * @throws where one is not what it was; it is not in the bucket then
 */
export async function putObjects(
  folder: string,
  files: Pick<ReturnType<typeof createFileStore>, "write">,
): Promise<number> {
  await assertFinished(folder);
  const lines = (await readFile(join(folder, INDEX), "utf8")).split("\n").filter(Boolean);
  for (const line of lines) {
    const { key, from, sha256 }: ObjectCopy = JSON.parse(line);
    const content = createReadStream(pathOfCopy(folder, from));
    await files.write(
      key,
      pipeline(content, checked(from, sha256), () => undefined),
    );
  }
  return lines.length;
}

/** Fails at its end where the bytes were others. */
function checked(key: string, sha256: string): Transform {
  const hash = createHash("sha256");
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const isSame = hash.digest("hex") === sha256;
      done(isSame ? null : new Error(`${key} is not what was backed up`));
    },
  });
}
