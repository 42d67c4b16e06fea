import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";

/**
 * Runs the relay again and again: at once while there is something, after a
 * pause when there is nothing or it failed. Returns its stop, which waits for
 * the batch under way.
 */
export function startRelayLoop(
  relay: () => Promise<number>,
  onRelayed: (events: number) => void,
  onFailure: (error: unknown) => void,
): () => Promise<void> {
  const stop = new AbortController();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const relayed = await relay().catch((error: unknown) => {
        onFailure(error);
        return 0;
      });
      onRelayed(relayed);
      if (relayed === 0) {
        await sleep(limits.OUTBOX_RELAY_INTERVAL_MS, undefined, { signal: stop.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  const running = run();
  return async () => {
    stop.abort();
    await running;
  };
}
