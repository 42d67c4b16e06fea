import { limits } from "@chat/contract";
import type { EventLog } from "@chat/domain";
import { ChannelFeed, type FeedEvent } from "./channel-feed.ts";
import { eventTime } from "./event-time.ts";
import { fillHole } from "./fill-hole.ts";

export interface FeedCounters {
  /** @param latencyMs since the event was made */
  emitted(latencyMs: number): void;
  duplicate(): void;
  filled(events: number): void;
  /** What closed a hole; `lost`: nothing. */
  hole(source: "stream" | "log" | "lost"): void;
}

/** The feeds of all channels that somebody here follows. */
export class Feeds {
  readonly #feeds = new Map<string, ChannelFeed>();
  readonly #holes = new Set<ChannelFeed>();
  /** Channels being authorised, with the newest `seq` that passed by meanwhile. */
  readonly #awaited = new Map<string, { count: number; newestSeq: number }>();
  readonly #log: EventLog;
  readonly #counters: FeedCounters;
  /** Called after an event was emitted. */
  onEmitted: (feed: ChannelFeed, event: FeedEvent) => void = () => undefined;

  constructor(log: EventLog, counters: FeedCounters) {
    this.#log = log;
    this.#counters = counters;
  }

  get size(): number {
    return this.#feeds.size;
  }

  find(channelId: string): ChannelFeed | undefined {
    return this.#feeds.get(channelId);
  }

  all(): Iterable<ChannelFeed> {
    return this.#feeds.values();
  }

  /** Whether an entry of the stream is of interest: one look-up, its payload untouched. */
  wants(channelId: string): boolean {
    return this.#feeds.has(channelId) || this.#awaited.has(channelId);
  }

  accept(channelId: string, event: FeedEvent): void {
    const awaited = this.#awaited.get(channelId);
    if (awaited && event.seq > awaited.newestSeq) {
      awaited.newestSeq = event.seq;
    }
    const feed = this.#feeds.get(channelId);
    if (!feed) {
      return;
    }
    const hadHole = feed.hasHole;
    if (feed.accept(event) === "duplicate") {
      this.#counters.duplicate();
    }
    if (hadHole && !feed.hasHole) {
      this.#counters.hole("stream");
    }
    this.#noteHole(feed);
  }

  /** From now until `settle`, what passes by for the channel is noted. */
  watch(channelId: string): void {
    const awaited = this.#awaited.get(channelId) ?? { count: 0, newestSeq: 0 };
    awaited.count += 1;
    this.#awaited.set(channelId, awaited);
  }

  /** Ends a `watch`; the newest `seq` that passed by since. */
  settle(channelId: string): number {
    const awaited = this.#awaited.get(channelId);
    if (!awaited) {
      return 0;
    }
    awaited.count -= 1;
    if (awaited.count === 0) {
      this.#awaited.delete(channelId);
    }
    return awaited.newestSeq;
  }

  /** The feed of an authorised channel, which knows of everything up to `lastSeq` at least. */
  open(orgId: string, channelId: string, lastSeq: number): ChannelFeed {
    let feed = this.#feeds.get(channelId);
    if (!feed) {
      feed = new ChannelFeed(orgId, channelId, lastSeq, (emitting, event) => {
        const latencyMs = Date.now() - eventTime(event.frame);
        if (!Number.isNaN(latencyMs)) {
          this.#counters.emitted(latencyMs);
        }
        this.onEmitted(emitting, event);
      });
      this.#feeds.set(channelId, feed);
    }
    feed.followers += 1;
    return feed;
  }

  release(feed: ChannelFeed): void {
    feed.followers -= 1;
    if (feed.followers === 0 && this.#feeds.get(feed.channelId) === feed) {
      this.#feeds.delete(feed.channelId);
      this.#holes.delete(feed);
    }
  }

  /** There is an event up to `seq` in the channel, though none has come yet. */
  expect(feed: ChannelFeed, seq: number): void {
    feed.expect(seq);
    this.#noteHole(feed);
  }

  #noteHole(feed: ChannelFeed): void {
    // One that was released meanwhile has nobody to fill it for.
    if (feed.hasHole && this.#feeds.get(feed.channelId) === feed) {
      this.#holes.add(feed);
    } else {
      this.#holes.delete(feed);
    }
  }

  /** Fills at once the holes that have waited long enough. Called by a timer. */
  sweepHoles(): void {
    const due = Date.now() - limits.HOLE_WAIT_MS;
    for (const feed of this.#holes) {
      if (!feed.filling && feed.holeSince <= due) {
        void this.fill(feed);
      }
    }
  }

  /** Reads what is missing from the log. Never rejects: a failure is tried again by a sweep. */
  async fill(feed: ChannelFeed): Promise<void> {
    await fillHole(feed, this.#log, this.#counters);
    this.#noteHole(feed);
  }
}
