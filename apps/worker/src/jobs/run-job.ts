import type { JobKind } from "./job-kind.ts";

export class JobTimeout extends Error {
  override readonly name = "JobTimeout";
}

/**
 * One try of a job, for as long as its kind allows. What goes on in spite of the
 * signal is left to itself: the next try may overlap with it.
 *
 * @param stopped ends it sooner, when the process stops
 * @throws {JobTimeout} or whatever the try failed with
 */
export async function runJob(kind: JobKind, data: object, stopped: AbortSignal): Promise<void> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new JobTimeout(`${kind.name} took more than ${kind.timeoutMs} ms`)),
    kind.timeoutMs,
  );
  const signal = AbortSignal.any([late.signal, stopped]);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  try {
    signal.throwIfAborted();
    await Promise.race([kind.process(data, signal), ended]);
  } finally {
    signal.removeEventListener("abort", end);
    clearTimeout(timer);
  }
}
