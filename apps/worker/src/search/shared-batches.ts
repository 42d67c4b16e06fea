import { createBatches, currentTraceparent, inSharedSpan } from "@chat/domain";

interface Waiting<T> {
  readonly value: T;
  readonly done: PromiseWithResolvers<void>;
  readonly trace: string | null;
}

/**
 * One call for what comes at the same time: the busier, the larger the batches,
 * and what comes alone waits for nobody. In a batch that fails, each is tried
 * alone, so that one that always fails takes no other with it.
 *
 * @param name of its span, where one of them is traced
 * @param limits.waiting more than ever wait at once
 */
export function createSharedBatches<T>(
  name: string,
  limits: { batch: number; waiting: number },
  run: (values: readonly T[]) => Promise<unknown>,
): (value: T) => Promise<void> {
  const settle = async (batch: readonly Waiting<T>[]): Promise<void> => {
    try {
      const traces = batch.map(({ trace }) => trace);
      const values = batch.map(({ value }) => value);
      await inSharedSpan(traces, name, () => run(values));
      for (const { done } of batch) {
        done.resolve();
      }
    } catch (error) {
      if (batch.length === 1) {
        batch[0]?.done.reject(error);
        return;
      }
      for (const waiting of batch) {
        await settle([waiting]);
      }
    }
  };
  const batches = createBatches(limits, settle);
  return (value) => {
    const done = Promise.withResolvers<void>();
    const [left] = batches.add([{ value, done, trace: currentTraceparent() }]);
    left?.done.reject(new Error("more is waiting than there should ever be"));
    return done.promise;
  };
}
