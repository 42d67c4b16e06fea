import { build, type Histogram } from "hdr-histogram-js";

/** What one window brought. */
export interface Tally {
  readonly deliveries: number;
  /** Of the clients that read: from the driver's hand to here, in ms. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Of the same: a `seq` that was no successor of the last one. */
  readonly outOfOrder: number;
  readonly closed: number;
  /** Why the first of them was. */
  readonly closedBecause: string | undefined;
}

const DELIVERY = /"channel_id":"([^"]+)","seq":(\d+).*"content":"(\d{16})/;
const NANOSECONDS = 1_000n;
const MICROSECONDS = 1_000;
const LATENCY_US_MAX = 60_000_000;

/** Microseconds of the clock that all processes of a machine share. */
export function nowMicroseconds(): number {
  return Number(process.hrtime.bigint() / NANOSECONDS);
}

/** Counts what all clients of this process get. */
export class ClientTally {
  deliveries = 0;
  readonly #latency: Histogram = build({
    highestTrackableValue: LATENCY_US_MAX,
    numberOfSignificantValueDigits: 3,
  });
  #outOfOrder = 0;
  #closed = 0;
  #closedBecause: string | undefined;

  begin(): void {
    this.deliveries = 0;
    this.#outOfOrder = 0;
    this.#latency.reset();
  }

  end(): Tally {
    const at = (percentile: number) =>
      this.#latency.getValueAtPercentile(percentile) / MICROSECONDS;
    return {
      deliveries: this.deliveries,
      latency: { p50: at(50), p99: at(99), max: this.#latency.maxValue / MICROSECONDS },
      outOfOrder: this.#outOfOrder,
      closed: this.#closed,
      closedBecause: this.#closedBecause,
    };
  }

  noteClosed(why: string): void {
    this.#closed += 1;
    this.#closedBecause ??= why;
  }

  /** Of one client that reads: `newest` is the last `seq` it had of each channel. */
  noteText(text: string, newest: Map<string, number>): void {
    const [, channelId = "", digits = "", sentAt = ""] = DELIVERY.exec(text) ?? [];
    const seq = Number(digits);
    const last = newest.get(channelId);
    if (channelId === "" || (last !== undefined && seq !== last + 1)) {
      this.#outOfOrder += 1;
    }
    newest.set(channelId, seq);
    const latency = nowMicroseconds() - Number(sentAt);
    this.#latency.recordValue(Math.min(Math.max(latency, 0), LATENCY_US_MAX));
  }
}
