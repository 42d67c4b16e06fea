import { setTimeout as sleep } from "node:timers/promises";
import type { Reindexing } from "@chat/domain";

/** The same steps, with pauses so that no more messages a second are done than this. */
export async function* paced(
  steps: AsyncIterable<Reindexing>,
  perSecond: number,
): AsyncGenerator<Reindexing> {
  let before: number | undefined;
  let began = performance.now();
  for await (const state of steps) {
    yield state;
    const due = began + ((state.done - (before ?? state.done)) / perSecond) * 1_000;
    before = state.done;
    await sleep(Math.max(0, due - performance.now()));
    began = performance.now();
  }
}
