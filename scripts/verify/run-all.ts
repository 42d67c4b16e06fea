import { availableParallelism } from "node:os";
import type { Outcome } from "./run-step.ts";
import type { Step } from "./steps.ts";

/** The tools use threads of their own: more than two at once only wait for each other. */
const AT_ONCE = Math.min(2, availableParallelism());

export interface Progress {
  started(step: Step): void;
  ended(step: Step, outcome: Outcome): void;
}

/** Runs every step whatever the others come to, a few at once; answers the outcomes by step. */
export async function runAll(
  steps: Step[],
  run: (step: Step) => Promise<Outcome>,
  progress: Progress,
): Promise<Map<Step, Outcome>> {
  const outcomes = new Map<Step, Outcome>();
  const waiting = steps.values();
  const work = async () => {
    for (const step of waiting) {
      progress.started(step);
      const outcome = await run(step);
      outcomes.set(step, outcome);
      progress.ended(step, outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}
