import { styleText } from "node:util";
import { showProgress } from "./progress.ts";
import { runAll } from "./run-all.ts";
import { runStep } from "./run-step.ts";
import { STEPS, type Step } from "./steps.ts";

/** The steps of these names, all of them where none is named. */
function chooseSteps(names: string[]): Step[] {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = STEPS.map(({ name }) => name).join(", ");
    throw new Error(`there is no step ${unknown.join(", ")}; there are ${known}`);
  }
  return names.length === 0 ? STEPS : STEPS.filter(({ name }) => names.includes(name));
}

function describe({ command, args, mendedBy }: Step): string {
  const line = [command, ...args].join(" ");
  return mendedBy === undefined ? line : `${line} (mended by ${mendedBy})`;
}

/** Runs the steps of these names; answers whether all of them passed. */
async function verify(names: string[]): Promise<boolean> {
  const steps = chooseSteps(names);
  const outcomes = await runAll(steps, runStep, showProgress(steps));
  const failed = steps.filter((step) => !outcomes.get(step)?.ok);
  for (const step of failed) {
    console.log(`\n${styleText("bold", `── ${step.name}`)}  ${describe(step)}\n`);
    console.log(outcomes.get(step)?.output);
  }
  return failed.length === 0;
}

/** `--list` names the steps instead of running them. */
async function run(args: string[]): Promise<boolean> {
  if (args[0] === "--list") {
    console.log(STEPS.map(({ name }) => name).join("\n"));
    return true;
  }
  return verify(args);
}

try {
  process.exitCode = (await run(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
