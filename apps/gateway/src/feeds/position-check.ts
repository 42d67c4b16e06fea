import { limits } from "@chat/contract";
import type { EventLog } from "@chat/domain";
import type { ChannelFeed } from "./channel-feed.ts";
import type { Feeds } from "./feeds.ts";
import { sendResync } from "./resync.ts";

/**
 * Compares the feeds with Postgres, so that an event is noticed that never
 * reached the stream. The cost follows activity: only channels that were
 * active lately are asked for.
 *
 * @throws when Postgres is away; the next check asks again
 */
export async function checkPositions(feeds: Feeds, log: EventLog): Promise<void> {
  const activeSince = Date.now() - limits.POSITION_CHECK_ACTIVE_MS;
  const active = [...feeds.all()].filter((feed) => feed.lastActiveAt >= activeSince);
  for (let at = 0; at < active.length; at += limits.POSITION_CHECK_CHANNELS_MAX) {
    await checkSome(feeds, log, active.slice(at, at + limits.POSITION_CHECK_CHANNELS_MAX));
  }
}

async function checkSome(
  feeds: Feeds,
  log: EventLog,
  checked: readonly ChannelFeed[],
): Promise<void> {
  // As of before the query: what comes while it runs is no sign of a restored backup.
  const before = new Map(checked.map((feed) => [feed.channelId, { feed, seq: feed.nextSeq - 1 }]));
  for (const { channelId, lastSeq } of await log.positions(checked)) {
    const known = before.get(channelId);
    if (!known) {
      continue;
    }
    if (lastSeq < known.seq) {
      known.feed.rewindTo(lastSeq);
      sendResync(known.feed, lastSeq);
    } else {
      feeds.expect(known.feed, lastSeq);
    }
  }
}
