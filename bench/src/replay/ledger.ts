import type { DurableEvent, Message } from "@chat/contract";
import { build } from "hdr-histogram-js";
import { type ChannelLedger, createChannelLedger, type Faults } from "./channel-ledger.ts";
import { LATENCY_MICROSECONDS_MAX, TIMED_POSTS_MAX } from "./limits.ts";

export interface Latency {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

export interface Ledger {
  readonly faults: Readonly<Faults>;
  addChannel(channelId: string, baseSeq: number): void;
  /** Just before a message is posted: the time to its receipt counts from here. */
  posting(clientId: string): void;
  /** @returns false for a message that was there before this run */
  acknowledge(clientId: string, message: Message): boolean;
  receive(listener: number, event: DurableEvent): void;
  reconnect(listener: number): void;
  outstanding(): number;
  delivered(): number;
  /** From post to receipt; undefined if nothing was received. */
  latency(): Latency | undefined;
}

/** What was posted, against what each of the listeners saw of it. */
export function createLedger(listeners: number): Ledger {
  const channels = new Map<string, ChannelLedger>();
  const timed = new Map<string, { startedAt: number; remaining: number }>();
  const faults: Faults = { doubled: 0, outOfOrder: 0, holes: 0, mistaken: 0 };
  const histogram = build({
    highestTrackableValue: LATENCY_MICROSECONDS_MAX,
    numberOfSignificantValueDigits: 3,
  });
  const ms = (microseconds: number) => microseconds / 1_000;
  const sum = (count: (channel: ChannelLedger) => number) =>
    [...channels.values()].reduce((total, channel) => total + count(channel), 0);

  function time(clientId: string): void {
    const post = timed.get(clientId);
    if (post !== undefined) {
      const microseconds = Math.round((performance.now() - post.startedAt) * 1_000);
      histogram.recordValue(Math.min(microseconds, LATENCY_MICROSECONDS_MAX));
      post.remaining--;
      if (post.remaining === 0) {
        timed.delete(clientId);
      }
    }
  }

  return {
    faults,
    addChannel(channelId, baseSeq) {
      channels.set(channelId, createChannelLedger(baseSeq, listeners, faults));
    },
    posting(clientId) {
      if (listeners > 0 && timed.size < TIMED_POSTS_MAX) {
        timed.set(clientId, { startedAt: performance.now(), remaining: listeners });
      }
    },
    acknowledge(clientId, message) {
      const isNew = channels.get(message.channel_id)?.acknowledge(message.seq, message.id) ?? false;
      if (!isNew) {
        timed.delete(clientId);
      }
      return isNew;
    },
    receive(listener, event) {
      const channel = channels.get(event.channel_id);
      if (event.type === "message") {
        const { id, client_id: clientId } = event.payload;
        if (clientId !== null) {
          time(clientId);
        }
        channel?.receive(listener, event, id);
      } else {
        channel?.receive(listener, event);
      }
    },
    reconnect(listener) {
      for (const channel of channels.values()) {
        channel.reconnect(listener);
      }
    },
    outstanding: () => sum((channel) => channel.outstanding()),
    delivered: () => sum((channel) => channel.delivered()),
    latency() {
      if (histogram.totalCount === 0) {
        return undefined;
      }
      return {
        p50_ms: ms(histogram.getValueAtPercentile(50)),
        p99_ms: ms(histogram.getValueAtPercentile(99)),
        max_ms: ms(histogram.maxValue),
      };
    },
  };
}
