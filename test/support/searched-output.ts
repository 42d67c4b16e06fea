import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";

/**
 * The descriptor of where services of a test write what is not shown, but
 * searched by the runner for planted secrets. Undefined without the runner.
 */
export const SEARCHED_OUTPUT = Number(process.env["TEST_SEARCHED_OUTPUT"]) || undefined;

const output =
  SEARCHED_OUTPUT === undefined
    ? undefined
    : createWriteStream("", { fd: SEARCHED_OUTPUT, autoClose: false });

/** Hands on what a process writes, whoever else reads it. */
export function searchOutput(stream: Readable | null): void {
  if (output) {
    stream?.on("data", (chunk: Buffer | string) => output.write(chunk));
  }
}
