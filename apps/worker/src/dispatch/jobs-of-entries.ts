import type { JobKind, NewJob } from "../jobs/job-kind.ts";
import { decodeEvent, type StreamEntry } from "./entry.ts";

/**
 * The jobs that entries cause, by kind.
 *
 * @param onBad an entry that cannot be read, or that a kind fails on, causes
 *   nothing: it would stop everything behind it
 */
export function jobsOfEntries(
  entries: readonly StreamEntry[],
  kinds: readonly JobKind[],
  onBad: (error: unknown, id: string) => void,
): Map<JobKind, NewJob[]> {
  const wanted = new Set(kinds.flatMap(({ events }) => events));
  const jobs = new Map<JobKind, NewJob[]>();
  for (const entry of entries) {
    try {
      const event = decodeEvent(entry, wanted);
      for (const kind of event ? kinds : []) {
        const job = event && kind.events.includes(event.type) && kind.toJob?.(event);
        if (job) {
          jobs.set(kind, [...(jobs.get(kind) ?? []), { ...job, trace: event.trace }]);
        }
      }
    } catch (error) {
      onBad(error, entry.id);
    }
  }
  return jobs;
}
