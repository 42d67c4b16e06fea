import type { DurableEvent } from "@chat/contract";
import { BitSet, Column } from "./columns.ts";
import { TRACKED_EVENTS_MAX } from "./limits.ts";

export interface Faults {
  /** Seen a second time by the same listener. */
  doubled: number;
  /** With a `seq` below the one before it on the same connection. */
  outOfOrder: number;
  /** Times that a connection jumped over a `seq`. */
  holes: number;
  /** Another event than the one acknowledged for this `seq`. */
  mistaken: number;
}

export interface ChannelLedger {
  /** @returns false for a message that was there before this run */
  acknowledge(seq: number, messageId: string): boolean;
  receive(listener: number, event: Pick<DurableEvent, "type" | "seq">, messageId?: string): void;
  /** What follows comes on a new connection, with an order of its own. */
  reconnect(listener: number): void;
  /** Deliveries of acknowledged messages that have not been seen. */
  outstanding(): number;
  /** Deliveries of acknowledged messages that have been seen. */
  delivered(): number;
}

/**
 * Compares what was acknowledged in one channel with what each listener saw, a
 * bit for each event and listener.
 *
 * @param baseSeq the channel's `seq` when the listeners began to follow
 * @param faults counts up where something is wrong
 */
export function createChannelLedger(
  baseSeq: number,
  listeners: number,
  faults: Faults,
): ChannelLedger {
  const acknowledged = new BitSet();
  const marks = new Column();
  const seen = Array.from({ length: listeners }, () => new BitSet());
  const last = new Float64Array(listeners).fill(-1);
  let outstanding = 0;
  let delivered = 0;

  /** Whoever comes first, acknowledgement or frame, says which event this `seq` is. */
  function compare(offset: number, mark: number): void {
    const known = marks.get(offset);
    if (known === 0) {
      marks.put(offset, mark);
    } else if (known !== mark) {
      faults.mistaken++;
    }
  }

  return {
    acknowledge(seq, messageId) {
      const offset = seq - baseSeq;
      if (offset <= 0) {
        return false;
      }
      if (offset <= TRACKED_EVENTS_MAX && acknowledged.add(offset)) {
        compare(offset, markOf(messageId));
        for (const bits of seen) {
          if (bits.has(offset)) {
            delivered++;
          } else {
            outstanding++;
          }
        }
      }
      return true;
    },
    receive(listener, { seq }, messageId) {
      const offset = seq - baseSeq;
      const before = last[listener] ?? -1;
      const first = offset > 0 && offset <= TRACKED_EVENTS_MAX && seen[listener]?.add(offset);
      if (!first) {
        faults.doubled++;
        return;
      }
      compare(offset, messageId === undefined ? NO_MESSAGE : markOf(messageId));
      if (acknowledged.has(offset)) {
        outstanding--;
        delivered++;
      }
      if (before !== -1 && seq < before) {
        faults.outOfOrder++;
        return;
      }
      if (before !== -1 && seq > before + 1) {
        faults.holes++;
      }
      last[listener] = seq;
    },
    reconnect(listener) {
      last[listener] = -1;
    },
    outstanding: () => outstanding,
    delivered: () => delivered,
  };
}

const NO_MESSAGE = 1;

/** The random end of the id: enough to tell two messages apart. */
function markOf(messageId: string): number {
  return Number.parseInt(messageId.slice(-8), 16) || 2;
}
