import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { type AppProcess, type Surroundings, startNodeProcess } from "../../support/process.ts";
import type { Teardown } from "../../support/teardown.ts";
import { REPOSITORY } from "../repository.ts";
import { copyContext } from "./context.ts";
import { type Dockerfile, findLast, readDockerfile, wordsOf } from "./dockerfile.ts";
import { createPlayer } from "./play.ts";

export const TARGETS = ["api", "gateway", "worker", "migrate"] as const;
export type Target = (typeof TARGETS)[number];
export type Server = Exclude<Target, "migrate">;

/** Everything may be read, nothing may be written, no program may be started. */
const READ_ONLY = [
  "--permission",
  "--allow-fs-read=*",
  "--allow-addons",
  "--allow-worker",
  // Of what addons and workers could do all the same.
  "--disable-warning=SecurityWarning",
];
const NODE = "node";

export interface Images {
  readonly dockerfile: Dockerfile;
  /** The folder that is the root of the target's files. */
  readonly roots: Readonly<Record<Target, string>>;
  /** Runs the target as its image does: its command, its user, its files read-only. Killed when the test ends. */
  start(t: Teardown, server: Server, environment: Environment): Promise<AppProcess>;
  /** Runs a command in the target, and waits for its end. */
  run(target: Target, words: readonly string[], environment: Environment): Promise<Ended>;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

type Environment = Readonly<Record<string, string>>;

/** Makes all targets of `deploy/Dockerfile`; takes a minute. */
export async function buildImages(t: Teardown): Promise<Images> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "chat-images-")));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  // Its user has to get in.
  await chmod(folder, 0o755);
  // Where this process has its own, that user may not be let in.
  const node = join(folder, NODE);
  await copyFile(process.execPath, node);
  const context = join(folder, "context");
  await copyContext(context);
  const dockerfile = await readDockerfile();
  const play = createPlayer({ dockerfile, context, folder, cache: await findPackageStore() });
  const made = await Promise.all(TARGETS.map(async (target) => [target, await play(target)]));
  const roots = Object.fromEntries(made) as Record<Target, string>;

  /** What Node is called with for a command of the image. */
  function argumentsOf(target: Target, words: readonly string[]) {
    const [program, ...args] = words;
    if (program !== NODE) {
      throw new Error(`${program} is not what an image of ours runs`);
    }
    const inside = args.map((word) => (word.startsWith("/") ? roots[target] + word : word));
    return [...READ_ONLY, ...inside];
  }
  const surroundingsOf = (target: Target): Surroundings => ({
    node,
    cwd: roots[target] + (findLast(dockerfile, target, "WORKDIR")?.text ?? ""),
    ...userOf(dockerfile, target),
  });
  return {
    dockerfile,
    roots,
    start: (t, server, environment) => {
      const words = wordsOf(findLast(dockerfile, server, "CMD"));
      const all = { ...environmentOf(dockerfile, server), ...environment };
      return startNodeProcess(t, argumentsOf(server, words), all, surroundingsOf(server));
    },
    async run(target, words, environment) {
      const { cwd, uid, gid } = surroundingsOf(target);
      const child = spawn(node, argumentsOf(target, words), {
        cwd,
        uid,
        gid,
        env: { ...environmentOf(dockerfile, target), ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "exit"),
      ]);
      return { code, output: stdout + stderr };
    },
  };
}

function environmentOf(dockerfile: Dockerfile, target: Target): Record<string, string> {
  const pairs = findLast(dockerfile, target, "ENV")?.text.split(/\s+/) ?? [];
  return Object.fromEntries(pairs.map((pair) => pair.split("=")));
}

/** The user of an image, where this process may become another one. */
function userOf(dockerfile: Dockerfile, target: Target): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const [uid, gid] = (findLast(dockerfile, target, "USER")?.text ?? "").split(":").map(Number);
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

/** Where this repository's own packages came from, so that they need not be fetched again. */
async function findPackageStore(): Promise<string> {
  const pnpm = `${REPOSITORY}/node_modules/.bin/pnpm`;
  const { stdout } = await promisify(execFile)(pnpm, ["store", "path"], { cwd: REPOSITORY });
  return stdout.trim().replace(/\/v\d+$/, "");
}
