import type { Verdict } from "@chat/domain";
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
  /** Whether its user may post, as of an epoch of the feed. */
  posts: { readonly verdict: Verdict; readonly epoch: number } | undefined;
}
