import { limits } from "@chat/contract";
import { createQueueRedis, type Platform } from "@chat/runtime";
import { startDispatch } from "../dispatch/start-dispatch.ts";
import type { JobKind } from "./job-kind.ts";
import { createJobMetrics, observeQueues } from "./metrics.ts";
import { createJobQueues } from "./queues.ts";
import { startSweeps } from "./sweeps.ts";
import { startWorker } from "./workers.ts";

export type { JobKind } from "./job-kind.ts";

/**
 * Runs jobs of these kinds: makes them from events and by sweeps, works them
 * off. With Redis away it waits. At the stop nothing new is begun, and what
 * runs is given time to end.
 */
export function startJobs(platform: Platform, kinds: readonly JobKind[]): void {
  if (kinds.length === 0) {
    return;
  }
  const { config, logger, lifecycle, metrics: registry } = platform;
  const { prefix } = config.jobs;
  const connection = createQueueRedis(config.redis, logger, limits.JOB_SILENCE_MS);
  lifecycle.onStop("queue connection", () => connection.disconnect());
  const metrics = createJobMetrics([registry], kinds);
  const queues = createJobQueues(kinds, connection, prefix, (error) =>
    logger.debug({ err: error }, "a queue failed"),
  );
  lifecycle.onStop("queues", () => queues.close());
  observeQueues([registry], queues);

  const stops = kinds.map((kind) =>
    startWorker(kind, connection, prefix, metrics, {
      onFailed(kind, error, isLast) {
        if (isLast) {
          metrics.givenUp(kind);
        }
        const message = isLast ? "a job failed for good" : "a job failed; it is tried again";
        logger.warn({ err: error, job: kind.name }, message);
      },
      onError: ({ name }, error) => logger.debug({ err: error, job: name }, "a queue failed"),
    }),
  );
  lifecycle.onStop("jobs", () => Promise.all(stops.map((stop) => stop())));
  if (kinds.some(({ events }) => events.length > 0)) {
    lifecycle.onStop("dispatch", startDispatch(platform, kinds, queues, metrics));
  }
  for (const kind of kinds) {
    lifecycle.onStop(`sweeps of ${kind.name}`, startSweeps(kind, queues, metrics, logger));
  }
}
