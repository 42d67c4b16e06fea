import { detached } from "../tracing/spans.ts";

export interface Batches<T> {
  /** Takes what there is room for; the rest is returned. */
  add(items: readonly T[]): readonly T[];
  /** Resolves when all that was added has been worked off. */
  idle(): Promise<void>;
}

/**
 * Works off items in batches, one batch at a time: what comes while one is
 * under way goes together in the next, so batches grow with the load and a
 * lone item goes at once. `work` must not reject.
 *
 * @param limits items of a batch and items that wait; `sizeOf` says of an item for
 *   how many it counts in a batch, which has one however much it counts for
 */
export function createBatches<T>(
  limits: { batch: number; waiting: number; sizeOf?: (item: T) => number },
  work: (batch: readonly T[]) => Promise<void>,
): Batches<T> {
  let waiting: T[] = [];
  let running: Promise<void> | undefined;

  function nextBatch(): T[] {
    const { sizeOf } = limits;
    if (sizeOf === undefined) {
      return waiting.slice(0, limits.batch);
    }
    let size = 0;
    const end = waiting.findIndex((item, index) => {
      size += sizeOf(item);
      return index > 0 && size > limits.batch;
    });
    return end === -1 ? waiting : waiting.slice(0, end);
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = nextBatch();
      waiting = waiting.slice(batch.length);
      await work(batch);
    }
    running = undefined;
  }

  return {
    add(items) {
      const room = Math.max(0, limits.waiting - waiting.length);
      waiting.push(...items.slice(0, room));
      // Without anything to do it would end before it is noted as running.
      if (waiting.length > 0) {
        running ??= detached(run);
      }
      return items.slice(room);
    },
    async idle() {
      await running;
    },
  };
}
