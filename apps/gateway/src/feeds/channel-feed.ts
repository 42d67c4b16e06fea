import { limits } from "@chat/contract";
import type { Span } from "@opentelemetry/api";
import type { Connection } from "../socket/connection.ts";
import { SharedFrames } from "../socket/shared-frames.ts";
import { endDelivery } from "./delivery-span.ts";

/** An event on its way to the subscribers. */
export interface FeedEvent {
  readonly seq: number;
  readonly type: string;
  /** The user whose access it changes, or nothing. */
  readonly userId: string | null;
  /** Its JSON text as stored. */
  readonly frame: Buffer;
  /** Of its delivery here, where that is recorded. */
  readonly span: Span | undefined;
}

const CHANGES_POSTING: ReadonlySet<string> = new Set([
  "member_join",
  "member_leave",
  "channel_update",
]);

/** Told of an event after it was emitted; `leave` still hands it over. */
export type FeedListener = (feed: ChannelFeed, event: FeedEvent) => void;

/**
 * One channel with local subscribers: makes what comes at least once, and
 * roughly in order, come exactly once and in order.
 *
 * Equal to `nextSeq`: emitted. Lower: a duplicate, dropped. Higher: held for a
 * moment; then the hole is filled from the log.
 */
export class ChannelFeed {
  readonly orgId: string;
  readonly channelId: string;
  /** Those that get what is emitted; a list, because a set takes three times the memory. */
  readonly #live: Connection[] = [];
  /** Emitted and not yet handed over: what comes together goes out in one piece. */
  #batch: Buffer[] = [];
  #batchBytes = 0;
  /** Of what of it is recorded; undefined: nothing. */
  #spans: Span[] | undefined;
  /** Sockets that follow the channel, live or not: without any, the feed goes. */
  followers = 0;
  nextSeq: number;
  /** Grows with every event that may change who may post. */
  accessEpoch = 0;
  /** Grows with every deletion, which blanks what is in the log. */
  deletionEpoch = 0;
  /** The newest `seq` known to exist. */
  target: number;
  /** When the hole at `nextSeq` was first seen; 0: there is none. */
  holeSince = 0;
  filling = false;
  lastActiveAt = Date.now();
  /** When its position was last compared with Postgres; it began with one from there. */
  checkedAt = Date.now();
  readonly #held = new Map<number, FeedEvent>();
  readonly #listener: FeedListener;

  constructor(orgId: string, channelId: string, lastSeq: number, listener: FeedListener) {
    this.orgId = orgId;
    this.channelId = channelId;
    this.nextSeq = lastSeq + 1;
    this.target = lastSeq;
    this.#listener = listener;
  }

  get live(): readonly Connection[] {
    return this.#live;
  }

  /** From the next event on, the connection gets what is emitted. */
  join(connection: Connection): void {
    this.handOver();
    this.#live.push(connection);
  }

  /** It has got everything that was emitted before, and gets nothing more. */
  leave(connection: Connection): void {
    this.handOver();
    const index = this.#live.indexOf(connection);
    const last = this.#live.at(-1);
    if (index >= 0 && last !== undefined) {
      this.#live[index] = last;
      this.#live.pop();
    }
  }

  get hasHole(): boolean {
    return this.target >= this.nextSeq;
  }

  /** Takes an event from the stream or the log, in whatever order it comes. */
  accept(event: FeedEvent): "emitted" | "duplicate" | "held" {
    this.lastActiveAt = Date.now();
    if (event.seq < this.nextSeq) {
      endDelivery(event.span, "duplicate");
      return "duplicate";
    }
    this.expect(event.seq);
    if (event.seq > this.nextSeq) {
      if (this.#held.size < limits.HOLE_HELD_EVENTS_MAX) {
        event.span?.addEvent("waits for earlier events");
        this.#held.set(event.seq, event);
      } else {
        endDelivery(event.span, "left to the log");
      }
      return "held";
    }
    this.#emit(event);
    this.#emitHeld();
    return "emitted";
  }

  /** There is an event with this `seq`, wherever it is. */
  expect(seq: number): void {
    if (seq > this.target) {
      this.target = seq;
    }
    if (this.hasHole && this.holeSince === 0) {
      this.holeSince = Date.now();
    }
  }

  /** Gives up the events before `nextSeq`: they cannot be had any more. */
  skipTo(nextSeq: number): void {
    this.nextSeq = nextSeq;
    this.target = Math.max(this.target, nextSeq - 1);
    this.#emitHeld();
  }

  /** The position of the log went back, as after a restored backup. */
  rewindTo(lastSeq: number): void {
    this.nextSeq = lastSeq + 1;
    this.target = lastSeq;
    this.holeSince = 0;
    this.#held.clear();
  }

  #emitHeld(): void {
    for (const { seq, span } of this.#held.values()) {
      if (seq < this.nextSeq) {
        this.#held.delete(seq);
        endDelivery(span, "duplicate");
      }
    }
    let next = this.#held.get(this.nextSeq);
    while (next) {
      this.#held.delete(next.seq);
      this.#emit(next);
      next = this.#held.get(this.nextSeq);
    }
    if (!this.hasHole) {
      this.holeSince = 0;
    }
  }

  #emit(event: FeedEvent): void {
    this.nextSeq = event.seq + 1;
    this.target = Math.max(this.target, event.seq);
    if (event.type === "message_delete") {
      this.deletionEpoch += 1;
    }
    if (CHANGES_POSTING.has(event.type)) {
      this.accessEpoch += 1;
    }
    if (this.#live.length > 0) {
      this.#queue(event);
    } else {
      endDelivery(event.span, "delivered");
    }
    this.#listener(this, event);
  }

  #queue({ frame, span }: FeedEvent): void {
    if (span) {
      this.#spans ??= [];
      this.#spans.push(span);
    }
    if (this.#batch.push(frame) === 1) {
      queueMicrotask(this.#handOverSoon);
    }
    this.#batchBytes += frame.length;
    if (this.#batchBytes >= limits.FAN_OUT_BATCH_BYTES_MAX) {
      this.handOver();
    }
  }

  readonly #handOverSoon = (): void => this.handOver();

  /**
   * Hands what was emitted to every live connection. It happens by itself
   * before anything else does; who comes, goes, or is told something about the
   * channel in between has it done at once.
   */
  handOver(): void {
    if (this.#batch.length === 0) {
      return;
    }
    const frames = new SharedFrames(this.#batch);
    this.#batch = [];
    this.#batchBytes = 0;
    const isBulk = this.#live.length > limits.SOCKET_WRITES_PER_TURN_MAX;
    for (const connection of this.#live) {
      connection.sendShared(frames, isBulk);
    }
    if (this.#spans) {
      for (const span of this.#spans) {
        endDelivery(span, "delivered", this.#live.length);
      }
      this.#spans = undefined;
    }
  }
}
