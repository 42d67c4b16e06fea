import { cursorTo, moveCursor } from "node:readline";
import { styleText } from "node:util";
import type { Progress } from "./run-all.ts";
import type { Outcome } from "./run-step.ts";
import type { Step } from "./steps.ts";

const NAME_LENGTH = 12;

function ended({ name }: Step, { ok, seconds, note }: Outcome): string {
  const word = ok ? styleText("green", "ok    ") : styleText("red", "failed");
  const said = note === undefined ? "" : `  ${styleText("yellow", note)}`;
  return `${name.padEnd(NAME_LENGTH)} ${word} ${seconds.toFixed(1).padStart(5)} s${said}`;
}

/** One line a step, in the order in which they end: for pipes and logs. */
function plainProgress(): Progress {
  return {
    started: () => undefined,
    ended: (step, outcome) => console.log(ended(step, outcome)),
  };
}

/** One line a step, all of them there from the start and rewritten in place. */
function terminalProgress(steps: Step[], terminal: NodeJS.WriteStream): Progress {
  const lines = steps.map(({ name }) => styleText("dim", `${name.padEnd(NAME_LENGTH)} waiting`));
  const write = () => terminal.write(lines.map((line) => `\u001B[2K${line}\n`).join(""));
  const rewrite = (step: Step, line: string) => {
    lines[steps.indexOf(step)] = line;
    moveCursor(terminal, 0, -lines.length);
    cursorTo(terminal, 0);
    write();
  };
  write();
  return {
    started: (step) =>
      rewrite(step, `${step.name.padEnd(NAME_LENGTH)} ${styleText("cyan", "running")}`),
    ended: (step, outcome) => rewrite(step, ended(step, outcome)),
  };
}

/** Shows how far the steps are, on standard output. */
export function showProgress(steps: Step[]): Progress {
  return process.stdout.isTTY ? terminalProgress(steps, process.stdout) : plainProgress();
}
