import { limits } from "@chat/contract";
import type { EventLog } from "@chat/domain";
import type { ChannelFeed } from "./channel-feed.ts";
import type { Feeds } from "./feeds.ts";
import { sendResync } from "./resync.ts";

/**
 * Compares the feeds with Postgres, so that an event is noticed that never
 * reached the stream. The cost follows activity: channels that were active
 * lately are asked for each time. Of the others, which are many, each has its
 * turn now and then: what was appended to a master that had been replaced
 * without anybody's knowing leaves no trace but in Postgres.
 *
 * @throws when Postgres is away; the next check asks again
 */
export async function checkPositions(feeds: Feeds, log: EventLog): Promise<void> {
  const now = Date.now();
  const all = [...feeds.all()];
  const isActive = (feed: ChannelFeed) =>
    feed.lastActiveAt >= now - limits.POSITION_CHECK_ACTIVE_MS;
  const isDue = (feed: ChannelFeed) => feed.checkedAt <= now - limits.POSITION_CHECK_QUIET_MS;
  const quiet = all.filter((feed) => !isActive(feed) && isDue(feed));
  const checked = all
    .filter(isActive)
    .concat(quiet.slice(0, limits.POSITION_CHECK_QUIET_CHANNELS_MAX));
  for (let at = 0; at < checked.length; at += limits.POSITION_CHECK_CHANNELS_MAX) {
    await checkSome(feeds, log, checked.slice(at, at + limits.POSITION_CHECK_CHANNELS_MAX));
  }
}

async function checkSome(
  feeds: Feeds,
  log: EventLog,
  checked: readonly ChannelFeed[],
): Promise<void> {
  // As of before the query: what comes while it runs is no sign of a restored backup.
  const before = new Map(checked.map((feed) => [feed.channelId, { feed, seq: feed.nextSeq - 1 }]));
  const positions = await log.positions(checked);
  for (const feed of checked) {
    feed.checkedAt = Date.now();
  }
  for (const { channelId, lastSeq } of positions) {
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
