import type { Verdict } from "@chat/domain";
import type { ChannelFeed } from "../feeds/channel-feed.ts";
import type { Connection } from "../socket/connection.ts";
import { decodeVerdict, encodeVerdict, NO_VERDICT } from "./encoded-verdict.ts";
import type { Subscription } from "./subscription.ts";

/**
 * The subscriptions of one socket. Those that begin are objects; a live one,
 * of which a process holds millions, is its feed in one list and what is known
 * of posting there in another, 16 bytes together.
 */
export class FollowedChannels {
  readonly #connection: Connection;
  #beginning: Map<string, Subscription> | undefined;
  #feeds: ChannelFeed[] = [];
  #judged: number[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get size(): number {
    return this.#feeds.length + (this.#beginning?.size ?? 0);
  }

  ids(): string[] {
    return [...(this.#beginning?.keys() ?? []), ...this.#feeds.map(({ channelId }) => channelId)];
  }

  has(channelId: string): boolean {
    return this.#beginning?.has(channelId) === true || this.#indexOf(channelId) >= 0;
  }

  isBeginning(subscription: Subscription): boolean {
    return this.#beginning?.get(subscription.channelId) === subscription;
  }

  begin(subscription: Subscription): void {
    this.#beginning ??= new Map();
    this.#beginning.set(subscription.channelId, subscription);
  }

  /** From the next event on it gets what the feed emits. */
  goLive(subscription: Subscription, feed: ChannelFeed): void {
    subscription.state = "live";
    this.#beginning?.delete(subscription.channelId);
    this.#feeds.push(feed);
    this.#judged.push(subscription.judged);
    feed.join(this.#connection);
    if (this.#beginning?.size === 0) {
      this.#settle();
    }
  }

  /** Ends the subscription to the channel, in whichever state; the feed that it had. */
  end(channelId: string): ChannelFeed | undefined {
    const subscription = this.#beginning?.get(channelId);
    if (subscription) {
      this.#beginning?.delete(channelId);
      subscription.state = "ended";
      return subscription.feed;
    }
    const index = this.#indexOf(channelId);
    const feed = this.#feeds[index];
    if (feed) {
      this.#feeds.splice(index, 1);
      this.#judged.splice(index, 1);
      feed.leave(this.#connection);
    }
    return feed;
  }

  /** Ends all of them; the feeds that they had. */
  endAll(): ChannelFeed[] {
    const feeds = this.#feeds;
    this.#feeds = [];
    this.#judged = [];
    for (const feed of feeds) {
      feed.leave(this.#connection);
    }
    const begun = [...(this.#beginning?.keys() ?? [])].map((channelId) => this.end(channelId));
    return [...feeds, ...begun.filter((feed) => feed !== undefined)];
  }

  /** Whether its user may post, if that is known as of now. */
  judged(channelId: string): Verdict | undefined {
    const subscription = this.#beginning?.get(channelId);
    const index = this.#indexOf(channelId);
    const feed = subscription?.feed ?? this.#feeds[index];
    const judged = subscription?.judged ?? this.#judged[index] ?? NO_VERDICT;
    return feed && decodeVerdict(judged, feed.accessEpoch);
  }

  accessEpoch(channelId: string): number | undefined {
    const feed = this.#beginning?.get(channelId)?.feed ?? this.#feeds[this.#indexOf(channelId)];
    return feed?.accessEpoch;
  }

  noteJudged(channelId: string, verdict: Verdict, epoch: number): void {
    const subscription = this.#beginning?.get(channelId);
    const index = this.#indexOf(channelId);
    if (subscription) {
      subscription.judged = encodeVerdict(verdict, epoch);
    } else if (index >= 0) {
      this.#judged[index] = encodeVerdict(verdict, epoch);
    }
  }

  /** All that were asked for are live: lists without room to grow, and no map. */
  #settle(): void {
    this.#beginning = undefined;
    this.#feeds = this.#feeds.slice();
    this.#judged = this.#judged.slice();
  }

  #indexOf(channelId: string): number {
    return this.#feeds.findIndex((feed) => feed.channelId === channelId);
  }
}
