import { backoffMs } from "../backoff.ts";
import { STATE_RELOAD_DELAY_MS_MAX, STATE_RELOAD_DELAY_MS_MIN } from "../limits.ts";

/** Something that is fetched anew whenever it is asked for, one fetch at a time. */
export interface Reload {
  /** Resolves when a fetch that began after this call has ended, rejects if it failed. */
  now(): Promise<void>;
  /** The same, but repeated with back-off until it succeeds or is stopped. */
  soon(): void;
  stop(): void;
}

/**
 * @param fetch is told whether it is still the newest one when its answer is there
 * @param onFailure whether to try again
 */
export function createReload(
  fetch: (isNewest: () => boolean) => Promise<void>,
  onFailure: (error: unknown) => boolean,
): Reload {
  let asked = 0;
  let running: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let stopped = false;

  async function run(): Promise<void> {
    try {
      for (let begun = -1; begun !== asked && !stopped; ) {
        begun = asked;
        await fetch(() => begun === asked && !stopped);
      }
    } finally {
      running = undefined;
    }
  }

  function now(): Promise<void> {
    asked++;
    running ??= run();
    return running;
  }

  async function repeat(): Promise<void> {
    clearTimeout(timer);
    try {
      await now();
      failures = 0;
    } catch (error) {
      if (!stopped && onFailure(error)) {
        failures++;
        const ms = backoffMs(failures, STATE_RELOAD_DELAY_MS_MIN, STATE_RELOAD_DELAY_MS_MAX);
        clearTimeout(timer);
        timer = setTimeout(() => void repeat(), ms);
      }
    }
  }

  return {
    now,
    soon: () => void repeat(),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
