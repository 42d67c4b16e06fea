import { limits } from "@chat/contract";
import type { StoredEvent } from "../events/event.ts";
import { inPublishSpans } from "./publish-span.ts";
import { type RedisClient, splitByGroup } from "./redis-client.ts";
import { encodeEntry, groupOfChannel, type StreamLayout, shardOf, streamKey } from "./streams.ts";

/**
 * Appends events to their streams in one pipeline, in a cluster one a group, and
 * trims what is older than the retention. Returns the runs that Redis took as a whole.
 *
 * @throws (rejects) where it took none
 */
export async function appendRuns<Run extends readonly StoredEvent[]>(
  redis: RedisClient,
  layout: StreamLayout,
  runs: readonly Run[],
): Promise<Run[]> {
  const parts = splitByGroup(redis, runs, ([first]) =>
    first ? groupOfChannel(layout, first.channelId) : 0,
  );
  const outcomes = await Promise.allSettled(parts.map((part) => appendPart(redis, layout, part)));
  const taken = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" ? outcome.value : [],
  );
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed && taken.length === 0) {
    throw failed.reason;
  }
  return taken;
}

async function appendPart<Run extends readonly StoredEvent[]>(
  redis: RedisClient,
  layout: StreamLayout,
  runs: readonly Run[],
): Promise<Run[]> {
  const oldest = Date.now() - limits.STREAM_RETENTION_MS;
  const events = runs.flat();
  const answers = await inPublishSpans(events, async (traces) => {
    const pipeline = redis.pipeline();
    for (const [index, event] of events.entries()) {
      const key = streamKey(layout, shardOf(layout, event.channelId));
      const fields = encodeEntry(event, traces[index]);
      pipeline.xadd(key, "MINID", "~", oldest, "*", ...fields);
    }
    const results = await pipeline.exec();
    return events.map((_, index) => results?.[index]?.[0]);
  });
  let end = 0;
  return runs.filter((run) => {
    const begin = end;
    end += run.length;
    return run.every((_, index) => answers[begin + index] === null);
  });
}
