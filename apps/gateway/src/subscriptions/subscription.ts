import type { ChannelFeed } from "../feeds/channel-feed.ts";

/**
 * One socket's place in one channel, as long as it begins. `authorising`:
 * Postgres is being asked. `backfill`: it reads from the log what it missed.
 * `live`: it gets what the feed emits. `ended`: it gets nothing any more. It
 * never goes back.
 */
export interface Subscription {
  readonly channelId: string;
  state: "authorising" | "backfill" | "live" | "ended";
  feed: ChannelFeed | undefined;
  /** Whether its user may post, as `encodeVerdict` has it. */
  judged: number;
  /** Whether what passes by for the channel is no longer noted for it. */
  isSettled: boolean;
}
