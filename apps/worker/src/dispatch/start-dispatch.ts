import { randomUUID } from "node:crypto";
import { limits } from "@chat/contract";
import { groupKeys } from "@chat/domain";
import { createBlockingRedis, type Platform } from "@chat/runtime";
import type { JobKind } from "../jobs/job-kind.ts";
import type { JobMetrics } from "../jobs/metrics.ts";
import type { JobQueues } from "../jobs/queues.ts";
import { createConsumerGroup, type Entries } from "./consumer-group.ts";
import { Dispatcher } from "./dispatcher.ts";
import { jobsOfEntries } from "./jobs-of-entries.ts";

/** Turns events into jobs, over a connection for each group of streams. Returns its stop. */
export function startDispatch(
  { config, logger }: Platform,
  kinds: readonly JobKind[],
  queues: JobQueues,
  metrics: JobMetrics,
): () => Promise<void> {
  const consumer = randomUUID();
  const onBad = (error: unknown, entry: string) =>
    logger.error({ err: error, entry }, "an event that no job could be made of was passed over");
  const onFailure = (error: unknown) => {
    metrics.dispatchFailed();
    logger.debug({ err: error }, "events were not read");
  };
  const onEntries = async (entries: Entries) => {
    const all = entries.flatMap(([, ofStream]) => ofStream);
    for (const [kind, jobs] of jobsOfEntries(all, kinds, onBad)) {
      await queues.enqueue(kind, jobs);
      metrics.enqueued(kind, "event", jobs.length);
    }
    if (all.length > 0) {
      metrics.dispatched(all.length, Date.now() - Math.min(...all.map(({ id }) => timeOf(id))));
    }
  };
  const dispatchers = Array.from({ length: config.events.groups }, (_, group) => {
    const redis = createBlockingRedis(config.redis, logger, limits.STREAM_SILENCE_MS);
    const keys = groupKeys(config.events, group);
    const consumers = createConsumerGroup(redis, keys, consumer);
    return new Dispatcher(redis, consumers, { onEntries, onFailure });
  });
  for (const dispatcher of dispatchers) {
    dispatcher.start();
  }
  return async () => {
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
  };
}

/** Ids begin with the time of appending, in ms. */
function timeOf(id: string): number {
  return Number.parseInt(id, 10);
}
