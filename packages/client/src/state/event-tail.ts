import type { DurableEvent } from "@chat/contract";
import { STATE_HELD_EVENTS_MAX } from "../limits.ts";

/**
 * What happens while something is fetched: an answer may be older than the
 * events that arrived before it, and those are folded into it then.
 */
export interface EventTail {
  record(event: DurableEvent): void;
  /** Whether anything is being fetched. */
  isBusy(): boolean;
  /**
   * Fetches, and hands over the answer with every event that arrived since the
   * fetch began. No event can come between the two.
   *
   * @throws {Error} (rejects) if more events came than are held
   */
  during<T, R>(
    fetch: () => Promise<T>,
    apply: (answer: T, events: readonly DurableEvent[]) => R,
  ): Promise<R>;
}

export function createEventTail(): EventTail {
  const open = new Set<DurableEvent[]>();
  return {
    record(event) {
      for (const events of open) {
        if (events.length <= STATE_HELD_EVENTS_MAX) {
          events.push(event);
        }
      }
    },
    isBusy: () => open.size > 0,
    async during(fetch, apply) {
      const events: DurableEvent[] = [];
      open.add(events);
      try {
        const answer = await fetch();
        if (events.length > STATE_HELD_EVENTS_MAX) {
          throw new Error(`more than ${STATE_HELD_EVENTS_MAX} events came during one request`);
        }
        return apply(answer, events);
      } finally {
        open.delete(events);
      }
    },
  };
}
