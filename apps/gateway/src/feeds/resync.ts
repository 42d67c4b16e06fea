import type { ChannelFeed } from "./channel-feed.ts";

/** Tells every live subscriber that events are missing: what follows begins after `seq`. */
export function sendResync(feed: ChannelFeed, seq: number): void {
  feed.handOver();
  for (const connection of feed.live) {
    connection.send({
      type: "subscribed",
      channel_id: feed.channelId,
      payload: { seq, resync: true },
    });
  }
}
