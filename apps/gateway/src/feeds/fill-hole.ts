import { limits } from "@chat/contract";
import type { EventLog } from "@chat/domain";
import type { ChannelFeed } from "./channel-feed.ts";
import { sendResync } from "./resync.ts";

interface FillCounters {
  filled(events: number): void;
  hole(source: "log" | "lost"): void;
}

/**
 * Brings a feed up to its target from the log. An event that the log does not
 * have although a later one exists is gone for good: then every subscriber is
 * told to fetch afresh. Never rejects; after a failure the hole stays, and is
 * tried again once `HOLE_RETRY_MS` have passed.
 */
export async function fillHole(
  feed: ChannelFeed,
  log: EventLog,
  counters: FillCounters,
): Promise<void> {
  if (feed.filling) {
    return;
  }
  feed.filling = true;
  try {
    while (feed.hasHole && feed.followers > 0) {
      const { orgId, channelId, nextSeq, target } = feed;
      const afterSeq = nextSeq - 1;
      const page = await log.read({ orgId, channelId, afterSeq }, limits.EVENT_PAGE_EVENTS_MAX);
      for (const { seq, type, userId, frame } of page) {
        feed.accept({ seq, type, userId, frame: Buffer.from(frame), span: undefined });
      }
      counters.filled(page.length);
      if (!feed.hasHole) {
        counters.hole("log");
      } else if (feed.nextSeq === nextSeq) {
        counters.hole("lost");
        const next = page[0]?.seq ?? target + 1;
        sendResync(feed, next - 1);
        feed.skipTo(next);
      }
    }
  } catch {
    feed.holeSince = Date.now() + limits.HOLE_RETRY_MS;
  } finally {
    feed.filling = false;
  }
}
