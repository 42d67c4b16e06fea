import { setTimeout as sleep } from "node:timers/promises";
import type { Teardown } from "../support/teardown.ts";
import type { World } from "../support/world.ts";

const PAUSE_MS = 100;

/** Asks every process again and again whether it is ready, until it is told to stop; resolves with all that was not. */
export function watchReadiness(
  t: Teardown,
  { apis, gateways, workers }: World,
): () => Promise<string[]> {
  const refusals: string[] = [];
  let isStopped = false;
  async function watch(url: string): Promise<void> {
    while (!isStopped) {
      const answer = await fetch(`${url}/readyz`);
      if (answer.status !== 200) {
        refusals.push(await answer.text());
      }
      await sleep(PAUSE_MS);
    }
  }
  const watching = Promise.all([...apis, ...gateways, ...workers].map(({ url }) => watch(url)));
  const stop = async () => {
    isStopped = true;
    await watching;
    return refusals;
  };
  t.teardown(() => stop());
  return stop;
}
