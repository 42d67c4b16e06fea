import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { MANIFEST } from "./base-backup.ts";
import { assertFinished } from "./summary.ts";

const run = promisify(execFile);

interface ManifestFile {
  readonly Path?: string;
  readonly Size: number;
  readonly Checksum: string;
}

/**
 * Unpacks the database into a folder that a PostgreSQL of the same major
 * version starts on, and holds every file against the manifest.
 *
 * @param target is made; there must be nothing in it
 * @throws where a file is missing or not what it was
 */
export async function unpackDatabase(folder: string, target: string): Promise<void> {
  await assertFinished(folder);
  await mkdir(target, { mode: 0o700 });
  await run("tar", ["-xf", join(folder, "base.tar"), "-C", target, "--no-same-owner"]);
  const { Files: files } = JSON.parse(await readFile(join(folder, MANIFEST), "utf8"));
  for (const { Path: path, Checksum: checksum } of files as ManifestFile[]) {
    if (path === undefined) {
      throw new Error("a file's name is no UTF-8: check it with pg_verifybackup");
    }
    const hash = createHash("sha256");
    await pipeline(createReadStream(join(target, path)), hash);
    if (hash.digest("hex") !== checksum) {
      throw new Error(`${path} is not what was backed up`);
    }
  }
}
