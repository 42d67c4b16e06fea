import { limits } from "@chat/contract";
import type { RedisClient } from "@chat/runtime";
import { Queue } from "bullmq";
import type { JobKind, NewJob } from "./job-kind.ts";

export interface JobQueues {
  isReady(): boolean;
  /** Resolves when Redis is there: what is found due while it is away would be lost. */
  whenReady(): Promise<void>;
  /** Resolves when all of them are in Redis; rejects where one may not be. */
  enqueue(kind: JobKind, jobs: readonly NewJob[]): Promise<void>;
  all(): readonly (readonly [kind: JobKind, queue: Queue])[];
  close(): Promise<void>;
}

/** A queue for each kind of job, over one connection. */
export function createJobQueues(
  kinds: readonly JobKind[],
  connection: RedisClient,
  prefix: string,
  onFailure: (error: unknown) => void,
): JobQueues {
  const queues = new Map(kinds.map((kind) => [kind, openQueue(kind, connection, prefix)]));
  for (const queue of queues.values()) {
    queue.on("error", onFailure);
  }
  const isReady = () => connection.status === "ready";
  let becomesReady: Promise<void> | undefined;
  return {
    isReady,
    async whenReady() {
      while (!isReady()) {
        becomesReady ??= new Promise((resolve) => connection.once("ready", resolve));
        await becomesReady;
        becomesReady = undefined;
      }
    },
    async enqueue(kind, jobs) {
      for (let from = 0; from < jobs.length; from += limits.JOB_QUEUE_BATCH_MAX) {
        const batch = jobs.slice(from, from + limits.JOB_QUEUE_BATCH_MAX);
        await queues.get(kind)?.addBulk(batch.map((job) => toBulk(kind, job)));
      }
    },
    all: () => [...queues],
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function openQueue(kind: JobKind, connection: RedisClient, prefix: string): Queue {
  return new Queue(kind.name, {
    connection,
    prefix,
    streams: { events: { maxLen: limits.JOB_COMPLETED_KEPT_MAX } },
    defaultJobOptions: {
      attempts: kind.attempts,
      backoff: { type: "exponential", delay: kind.backoffMs },
      removeOnComplete: { count: limits.JOB_COMPLETED_KEPT_MAX },
      removeOnFail: { count: limits.JOB_FAILED_KEPT_MAX },
    },
  });
}

/** Not by its id, which would keep a finished job from being done again. */
function toBulk(kind: JobKind, { id, data, delayMs, trace }: NewJob) {
  return {
    name: kind.name,
    data,
    opts: {
      deduplication: { id },
      ...(delayMs === undefined ? {} : { delay: delayMs }),
      ...(trace === undefined ? {} : { telemetry: { metadata: trace } }),
    },
  };
}
