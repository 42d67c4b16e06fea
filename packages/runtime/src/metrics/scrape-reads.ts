/** Well below the 10 s that Prometheus waits: a store that hangs must not hide everything else. */
const READ_MS = 3_000;

/**
 * For gauges of what a store says: one read for all that ask while it is under
 * way; undefined where it fails, or takes too long for a scrape.
 */
export function shareReads<T>(
  read: () => Promise<T>,
  readMs = READ_MS,
): () => Promise<T | undefined> {
  let underWay: Promise<T | undefined> | undefined;
  return () => {
    underWay ??= read()
      .catch(() => undefined)
      .finally(() => {
        underWay = undefined;
      });
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), readMs);
    return Promise.race([underWay, late]).finally(() => clearTimeout(timer));
  };
}
