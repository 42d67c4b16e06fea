import { limits } from "@chat/contract";
import type { Redis } from "ioredis";
import type { StoredEvent } from "../events/event.ts";
import { encodeEntry, type StreamLayout, shardOf, streamKey } from "./streams.ts";

/**
 * Appends events to their streams in one pipeline, and trims what is older
 * than the retention. Returns those that Redis took.
 */
export async function appendEvents(
  redis: Redis,
  layout: StreamLayout,
  events: readonly StoredEvent[],
): Promise<StoredEvent[]> {
  const oldest = Date.now() - limits.STREAM_RETENTION_MS;
  const pipeline = redis.pipeline();
  for (const event of events) {
    const key = streamKey(layout, shardOf(layout, event.channelId));
    pipeline.xadd(key, "MINID", "~", oldest, "*", ...encodeEntry(event));
  }
  const results = await pipeline.exec();
  return events.filter((_, index) => results?.[index]?.[0] === null);
}
