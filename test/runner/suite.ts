import { glob } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { type FileRun, runFile } from "./file-run.ts";
import type { Tally } from "./tally.ts";

const PATTERN = "{apps,bench,packages,test}/**/*.test.ts";
const JOBS_MIN = 2;

/** Every test file below the current folder, in the order of their names. */
export async function findTestFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(PATTERN, { exclude: ["**/node_modules/**", "**/dist/**"] })) {
    files.push(file);
  }
  return files.sort((a, b) => a.localeCompare(b));
}

/** Runs the files, as many at a time as there are processors; a line for each, more for one that failed. */
export async function runSuite(
  files: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  write: (line: string) => void,
): Promise<Tally> {
  const total: Tally = { passed: 0, failed: 0 };
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file && !signal.aborted; file = waiting.shift()) {
      const run = await runFile(file, environment, signal);
      total.passed += run.passed;
      total.failed += run.failed;
      write(describe(file, run));
    }
  };
  const jobs = Math.max(JOBS_MIN, availableParallelism());
  await Promise.all(Array.from({ length: jobs }, work));
  return total;
}

function describe(file: string, { passed, failed, ms, lines }: FileRun): string {
  const shown = lines.map((line) => `     ${line}`);
  if (failed === 0) {
    const title = `ok   ${file} (${passed} passed, ${ms} ms)`;
    return process.env["SHOW_OUTPUT"] ? [title, ...shown].join("\n") : title;
  }
  const title = `FAIL ${file} (${passed} passed, ${failed} failed, ${ms} ms)`;
  return [title, ...shown].join("\n");
}
