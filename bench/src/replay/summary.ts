import type { Latency, Ledger } from "./ledger.ts";
import type { Listeners } from "./listeners.ts";
import type { Tally } from "./tally.ts";

/** The result of a run, as it is printed for programs. */
export interface Summary {
  readonly interrupted: boolean;
  readonly messages: {
    /** New in this run. */
    readonly sent: number;
    readonly already_there: number;
    readonly skipped: number;
    readonly failed: number;
  };
  /** Requests that were sent again. */
  readonly repeated: { readonly outcome_unclear: number; readonly held_back: number };
  readonly listeners: {
    readonly count: number;
    readonly reconnects: number;
    readonly resyncs: number;
  };
  /** Each sent message is expected once at each listener. */
  readonly deliveries: {
    readonly delivered: number;
    readonly missing: number;
    readonly doubled: number;
    readonly out_of_order: number;
    readonly holes: number;
    readonly mistaken: number;
  };
  readonly seconds: number;
  readonly messages_per_second: number;
  /** From just before the post to its receipt at a listener; null if nothing was received. */
  readonly latency: Latency | null;
}

export interface Ended {
  readonly counts: Tally["counts"];
  readonly ledger: Ledger;
  readonly listeners: Listeners;
  readonly listenerCount: number;
  readonly interrupted: boolean;
  /** Of posting, without the wait for the last deliveries. */
  readonly seconds: number;
}

export function summarise(ended: Ended): Summary {
  const { counts, ledger, listeners, seconds } = ended;
  return {
    interrupted: ended.interrupted,
    messages: {
      sent: counts.sent,
      already_there: counts.known,
      skipped: counts.skipped,
      failed: counts.failed,
    },
    repeated: { outcome_unclear: counts.retried, held_back: counts.heldBack },
    listeners: {
      count: ended.listenerCount,
      reconnects: listeners.reconnects(),
      resyncs: listeners.resyncs(),
    },
    deliveries: {
      delivered: ledger.delivered(),
      missing: ledger.outstanding(),
      doubled: ledger.faults.doubled,
      out_of_order: ledger.faults.outOfOrder,
      holes: ledger.faults.holes,
      mistaken: ledger.faults.mistaken,
    },
    seconds,
    messages_per_second: (counts.sent + counts.known) / seconds,
    latency: ledger.latency() ?? null,
  };
}

/** Whether everything was posted, and arrived once and in order. */
export function isClean({ messages, deliveries }: Summary): boolean {
  const { delivered: _, ...faults } = deliveries;
  return messages.failed === 0 && Object.values(faults).every((count) => count === 0);
}
