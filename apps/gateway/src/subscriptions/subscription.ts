import type { ChannelFeed } from "../feeds/channel-feed.ts";

/**
 * One socket's place in one channel. `authorising`: Postgres is being asked.
 * `backfill`: it reads from the log what it missed. `live`: it gets what the
 * feed emits. `ended`: it gets nothing any more. It never goes back.
 */
export interface Subscription {
  readonly channelId: string;
  state: "authorising" | "backfill" | "live" | "ended";
  feed: ChannelFeed | undefined;
}
