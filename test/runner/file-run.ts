import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Parser } from "tap-parser";
import { diagnose } from "./diagnosis.ts";
import { type Tally, tallyFile } from "./tally.ts";

/** First tap itself says what it still waits for, then the process is ended. */
const TAP_SECONDS = 180;
const FILE_MS = (TAP_SECONDS + 10) * 1_000;
/** For a file that was asked to end. */
const END_MS = 5_000;
const OUTPUT_LINES_MAX = 200;

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
    env: { ...environment, TAP: "1", TAP_TIMEOUT: String(TAP_SECONDS) },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that what it has started can be ended with it.
    detached: true,
  });
  const parser = new Parser();
  const tally = tallyFile(parser, {
    onFailure: (path, result) => lines.push(...diagnose(path, result)),
    onOutput: keep,
  });
  child.stdout.pipe(parser);
  child.stderr.setEncoding("utf8").on("data", keep);

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
  const ms = Date.now() - started;
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), ms, lines };
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
