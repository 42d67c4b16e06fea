import { limits } from "@chat/contract";
import type { Redis } from "ioredis";
import type { StoredEvent } from "../events/event.ts";
import { encodeEntry, type StreamLayout, shardOf, streamKey } from "./streams.ts";

/**
 * Appends events to their streams in one pipeline, and trims what is older
 * than the retention. Returns the runs that Redis took as a whole.
 */
export async function appendRuns<Run extends readonly StoredEvent[]>(
  redis: Redis,
  layout: StreamLayout,
  runs: readonly Run[],
): Promise<Run[]> {
  const oldest = Date.now() - limits.STREAM_RETENTION_MS;
  const pipeline = redis.pipeline();
  for (const event of runs.flat()) {
    const key = streamKey(layout, shardOf(layout, event.channelId));
    pipeline.xadd(key, "MINID", "~", oldest, "*", ...encodeEntry(event));
  }
  const results = (await pipeline.exec()) ?? [];
  let end = 0;
  return runs.filter((run) => {
    const begin = end;
    end += run.length;
    return run.every((_, index) => results[begin + index]?.[0] === null);
  });
}
