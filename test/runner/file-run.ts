import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { Parser } from "tap-parser";
import { diagnose } from "./diagnosis.ts";
import { plantedSecrets } from "./planted-secrets.ts";
import { createSecretScan } from "./secret-scan.ts";
import { type Tally, tallyFile } from "./tally.ts";

/** First tap itself says what it still waits for, then the process is ended. */
const TAP_SECONDS = 180;
const FILE_MS = (TAP_SECONDS + 10) * 1_000;
/** For a file that was asked to end. */
const END_MS = 5_000;
const OUTPUT_LINES_MAX = 200;
/** The descriptor at which a test hands over what its services write. */
const SEARCHED_OUTPUT = 3;

export interface FileRun extends Tally {
  readonly ms: number;
  /** What it wrote and what failed in it, in the order of happening. */
  readonly lines: readonly string[];
}

/** Runs one test file as a process, whose standard output is TAP. */
export async function runFile(
  file: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<FileRun> {
  const started = Date.now();
  const lines: string[] = [];
  const keep = (text: string) => {
    lines.push(...text.trimEnd().split("\n"));
    lines.splice(0, Math.max(0, lines.length - OUTPUT_LINES_MAX));
  };
  const child = spawn(process.execPath, ["--conditions=@chat/source", file], {
    env: {
      ...environment,
      TAP: "1",
      TAP_TIMEOUT: String(TAP_SECONDS),
      TEST_SEARCHED_OUTPUT: String(SEARCHED_OUTPUT),
    },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // A process group of its own, so that what it has started can be ended with it.
    detached: true,
  });
  const scan = createSecretScan(plantedSecrets(environment));
  const { stdout, stderr } = child as ChildProcessByStdio<null, Readable, Readable>;
  scan.watch("standard output", stdout, true);
  scan.watch("standard error", stderr);
  scan.watch("what its services wrote", child.stdio[SEARCHED_OUTPUT] as Readable);
  const parser = new Parser();
  const tally = tallyFile(parser, {
    onFailure: (path, result) => lines.push(...diagnose(path, result)),
    onOutput: keep,
  });
  stdout.pipe(parser);
  stderr.on("data", (chunk: Buffer) => keep(chunk.toString()));

  const tooLate = AbortSignal.timeout(FILE_MS);
  const end = () => endGroup(child);
  const stop = AbortSignal.any([signal, tooLate]);
  stop.addEventListener("abort", end);
  const [code, killedBy] = await once(child, "close");
  stop.removeEventListener("abort", end);
  sendToGroup(child, "SIGKILL");

  const { passed, failed } = tally();
  if (tooLate.aborted) {
    lines.push(`✖ not done after ${FILE_MS} ms`);
  } else if (code !== 0 && failed === 0) {
    lines.push(`✖ ended with ${killedBy ?? `exit code ${code}`}`);
  }
  const leaks = scan.found().map((found) => `✖ ${found}`);
  const ms = Date.now() - started;
  const failures = code === 0 ? failed : Math.max(failed, 1);
  return {
    passed,
    failed: failures + Number(leaks.length > 0),
    ms,
    lines: [...lines.map(scan.redact), ...leaks],
  };
}

function endGroup(child: ChildProcess): void {
  sendToGroup(child, "SIGTERM");
  setTimeout(() => sendToGroup(child, "SIGKILL"), END_MS).unref();
}

function sendToGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(pid ?? Number.NaN), signal);
  } catch {
    // Nobody left.
  }
}
