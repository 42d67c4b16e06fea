import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import dockerignore from "@balena/dockerignore";
import { REPOSITORY } from "../repository.ts";

const run = promisify(execFile);

/** What `.dockerignore` keeps out of the context of a build. */
export async function createIgnore(): Promise<(path: string) => boolean> {
  const ignore = dockerignore.default().add(await readFile(`${REPOSITORY}/.dockerignore`, "utf8"));
  return (path) => ignore.ignores(path);
}

/**
 * Copies the context of a build: what git knows, or would take, less what
 * `.dockerignore` names.
 */
export async function copyContext(folder: string): Promise<void> {
  const isIgnored = await createIgnore();
  const known = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout } = await run("git", known, { cwd: REPOSITORY, maxBuffer: 16 * 1024 * 1024 });
  for (const path of stdout.split("\0").filter((each) => each !== "" && !isIgnored(each))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(join(REPOSITORY, path), join(folder, path));
  }
}
