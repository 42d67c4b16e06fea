import type { Progress } from "../run/progress.ts";
import { type Crowd, isSustained, type Window } from "./crowd.ts";

const STEP = Math.SQRT2;
/** From 20,000 deliveries a second up to 1,280,000. */
const STEPS_MAX = 13;
/** One pause of the machine is no bound; so many steps one after the other that fail are. */
const FAILURES_MAX = 2;

/** Raises the rate step by step; the highest that was sustained, or the first. */
export async function climb(
  crowd: Crowd,
  from: number,
  stepSeconds: number,
  progress: Progress,
): Promise<{ best: number; windows: Window[] }> {
  const windows: Window[] = [];
  let best = from;
  let failures = 0;
  for (let step = 0; step < STEPS_MAX && failures < FAILURES_MAX; step += 1) {
    const rate = from * STEP ** step;
    progress.tell(`${crowd.name}: ${Math.round(rate).toLocaleString("en")} deliveries a second`);
    const window = await crowd.run(rate, stepSeconds);
    windows.push(window);
    if (isSustained(window)) {
      best = rate;
      failures = 0;
    } else {
      failures += 1;
    }
  }
  return { best, windows };
}
