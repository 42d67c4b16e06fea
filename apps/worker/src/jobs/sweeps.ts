import type { Logger } from "@chat/runtime";
import { startUpkeep } from "../upkeep.ts";
import type { JobKind } from "./job-kind.ts";
import type { JobMetrics } from "./metrics.ts";
import type { JobQueues } from "./queues.ts";

/**
 * Runs the sweeps of a kind by clocks of this process, and as soon as Redis is
 * there, first or again. Returns their stop.
 */
export function startSweeps(
  kind: JobKind,
  queues: JobQueues,
  metrics: JobMetrics,
  logger: Logger,
): () => void {
  const stops = kind.sweeps.map(({ name, intervalMs, findDue }) => {
    const run = async () => {
      await queues.whenReady();
      const jobs = await findDue();
      await queues.enqueue(kind, jobs);
      metrics.enqueued(kind, "sweep", jobs.length);
      return undefined;
    };
    return startUpkeep({ name, intervalMs, run }, logger);
  });
  return () => {
    for (const stop of stops) {
      stop();
    }
  };
}
