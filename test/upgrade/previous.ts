import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { REPOSITORY } from "../deploy/repository.ts";
import type { AppProcess } from "../support/process.ts";
import { startMainProcess } from "../support/process.ts";
import type { Teardown } from "../support/teardown.ts";

const run = promisify(execFile);

/** What the last release was, and which of its tests have to pass on the schema of today. */
interface PreviousRelease {
  readonly commit: string;
  readonly suite: readonly string[];
}

export interface Previous extends PreviousRelease {
  /** Its whole tree, installed. */
  readonly folder: string;
  start(
    t: Teardown,
    app: "api" | "gateway" | "worker",
    environment: Readonly<Record<string, string>>,
  ): Promise<AppProcess>;
  /** Runs one of its test files on the stores of this run. */
  runTest(file: string): Promise<{ readonly passed: boolean; readonly output: string }>;
}

/**
 * The last release out of this repository's history, installed from its own
 * lockfile with the pnpm that it names.
 *
 * @throws where the history does not have it
 */
export async function unpackPrevious(t: Teardown): Promise<Previous> {
  const release: PreviousRelease = JSON.parse(
    await readFile(new URL("previous.json", import.meta.url), "utf8"),
  );
  const folder = await mkdtemp(join(tmpdir(), "chat-previous-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await unpackCommit(release.commit, folder);
  const node = process.execPath;
  await run(node, [join(folder, "scripts/bootstrap.mjs"), "install"], {
    cwd: folder,
    env: { ...process.env, npm_config_prefer_offline: "true", pnpm_config_prefer_offline: "true" },
  });
  return {
    ...release,
    folder,
    start: (t, app, environment) =>
      startMainProcess(t, pathToFileURL(join(folder, `apps/${app}/src/main.ts`)), environment),
    async runTest(file) {
      const child = spawn(node, ["--conditions=@chat/source", file], {
        cwd: folder,
        env: { ...process.env, TAP: "1" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          output += text;
        });
      }
      const [code] = await once(child, "close");
      return { passed: code === 0, output };
    },
  };
}

/** @throws with one line where the clone is too shallow to have the commit */
export async function unpackCommit(commit: string, folder: string): Promise<void> {
  const archive = join(folder, "tree.tar");
  await run("git", ["archive", "--format=tar", `--output=${archive}`, commit], {
    cwd: REPOSITORY,
  }).catch((cause: unknown) => {
    throw new Error(
      `the last release, ${commit}, is not in this clone: git fetch --unshallow, or mend test/upgrade/previous.json`,
      { cause },
    );
  });
  await run("tar", ["-xf", archive, "-C", folder]);
  await rm(archive);
}
