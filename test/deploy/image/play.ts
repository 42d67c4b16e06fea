import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import type { Dockerfile, Instruction, Stage } from "./dockerfile.ts";

const run = promisify(execFile);

const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

export interface Workshop {
  readonly dockerfile: Dockerfile;
  /** The context of the build. */
  readonly context: string;
  /** Gets a folder for each stage. */
  readonly folder: string;
  /** What stands for the cache that instructions mount. */
  readonly cache: string;
}

/**
 * Does what the instructions of a Dockerfile do to files, without a container
 * engine: each stage is a folder, and what runs, runs on this machine in it. So
 * what is tested is the Dockerfile. The image that it begins with is left out.
 *
 * @returns gives the folder of a stage
 */
export function createPlayer(workshop: Workshop): (stage: string) => Promise<string> {
  const played = new Map<string, Promise<string>>();
  const play = (name: string): Promise<string> => {
    const known = played.get(name);
    if (known) {
      return known;
    }
    const stage = workshop.dockerfile.stages.get(name);
    if (stage === undefined) {
      throw new Error(`there is no stage ${name}`);
    }
    const playing = playStage(stage, workshop, play);
    played.set(name, playing);
    return playing;
  };
  return play;
}

async function playStage(
  { name, from, instructions }: Stage,
  workshop: Workshop,
  play: (stage: string) => Promise<string>,
): Promise<string> {
  const root = join(workshop.folder, name);
  await mkdir(root, { recursive: true });
  if (workshop.dockerfile.stages.has(from)) {
    await copy(`${await play(from)}/.`, root);
  }
  let workdir = inheritedWorkdir(workshop.dockerfile, from);
  for (const instruction of instructions) {
    if (instruction.keyword === "WORKDIR") {
      workdir = posix.resolve(workdir, instruction.text);
      await mkdir(join(root, workdir), { recursive: true });
    } else if (instruction.keyword === "COPY") {
      const { from: source } = instruction.flags;
      const origin = source === undefined ? workshop.context : await play(source);
      await playCopy(instruction, origin, root, workdir);
    } else if (instruction.keyword === "RUN") {
      await playRun(instruction, root, workdir, workshop.cache);
    }
  }
  return root;
}

function inheritedWorkdir({ stages }: Dockerfile, from: string): string {
  const stage = stages.get(from);
  if (stage === undefined) {
    return "/";
  }
  const own = stage.instructions.findLast(({ keyword }) => keyword === "WORKDIR");
  return own?.text ?? inheritedWorkdir({ args: {}, stages }, stage.from);
}

async function playCopy(
  { text }: Instruction,
  origin: string,
  root: string,
  workdir: string,
): Promise<void> {
  const words = text.split(/\s+/);
  const target = words.pop() ?? "";
  const destination = join(root, posix.resolve(workdir, target));
  for (const word of words) {
    const source = join(origin, word);
    if ((await stat(source)).isDirectory()) {
      await mkdir(destination, { recursive: true });
      await copy(`${source}/.`, destination);
    } else {
      const file = target.endsWith("/") ? join(destination, basename(word)) : destination;
      await mkdir(dirname(file), { recursive: true });
      await copy(source, file);
    }
  }
}

async function playRun(
  { text, flags }: Instruction,
  root: string,
  workdir: string,
  cache: string,
): Promise<void> {
  const mounted = /target=([^,]+)/.exec(flags["mount"] ?? "")?.[1];
  const command = mounted === undefined ? text : text.replaceAll(mounted, cache);
  const prefix = join(root, "usr/local");
  const path = [join(prefix, "bin"), dirname(process.execPath), process.env["PATH"]].join(":");
  await run("sh", ["-ec", command], {
    cwd: join(root, workdir),
    env: { ...process.env, PATH: path, npm_config_prefix: prefix, CI: "true" },
    maxBuffer: OUTPUT_BYTES_MAX,
  }).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${command} failed:\n${error.stdout}\n${error.stderr}`, { cause: error });
  });
}

async function copy(source: string, target: string): Promise<void> {
  await run("cp", ["-RPpl", source, target]);
}
