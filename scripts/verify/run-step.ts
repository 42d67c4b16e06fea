import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { toolEnvironment } from "./repository.ts";
import type { Step } from "./steps.ts";

export interface Outcome {
  ok: boolean;
  seconds: number;
  output: string;
  /** What a step says though it passed: a line that begins with `note: `. */
  note: string | undefined;
}

/** Runs one step to its end; a command that cannot be started is a failure like any other. */
export async function runStep({ command, args }: Step): Promise<Outcome> {
  const started = performance.now();
  const child = spawn(command, args, {
    env: toolEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number | string | null>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", resolve);
  });
  const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), code]);
  return {
    ok: exit === 0,
    seconds: (performance.now() - started) / 1_000,
    note: /^note: (.*)$/m.exec(stdout)?.[1],
    output: [stdout, stderr, typeof exit === "string" ? exit : ""].join("\n").trim(),
  };
}
