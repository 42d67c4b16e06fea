import { setTimeout as sleep } from "node:timers/promises";

const WAIT_MS = 10_000;
const POLL_MS = 20;

/** Waits until it holds, for ten seconds at most unless told otherwise. */
export async function until(holds: () => Promise<boolean>, waitMs = WAIT_MS): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`it did not come to hold within ${waitMs} ms`);
    }
    await sleep(POLL_MS);
  }
}
