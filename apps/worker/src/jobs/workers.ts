import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import type { RedisClient } from "@chat/runtime";
import { UnrecoverableError, Worker } from "bullmq";
import type { JobKind } from "./job-kind.ts";
import { inJobSpan, inTraceOfJob } from "./job-span.ts";
import type { JobMetrics } from "./metrics.ts";
import { JobTimeout, runJob } from "./run-job.ts";

export interface WorkerListener {
  /** A try has failed; the last one, where nothing comes after it. */
  onFailed(kind: JobKind, error: Error, isLast: boolean): void;
  onError(kind: JobKind, error: unknown): void;
}

/** Works off the queue of one kind. Returns its stop. */
export function startWorker(
  kind: JobKind,
  connection: RedisClient,
  prefix: string,
  metrics: JobMetrics,
  listener: WorkerListener,
): () => Promise<void> {
  const stopping = new AbortController();
  const worker = new Worker<object>(
    kind.name,
    async (job) => {
      const done = metrics.begin(kind);
      try {
        await inJobSpan(kind, job, () => runJob(kind, job.data, stopping.signal));
        done("completed");
      } catch (error) {
        done(error instanceof JobTimeout ? "timed out" : "failed");
        throw error;
      }
    },
    {
      connection,
      prefix,
      concurrency: kind.concurrency,
      lockDuration: limits.JOB_LOCK_MS,
      stalledInterval: limits.JOB_STALLED_CHECK_MS,
      maxStalledCount: limits.JOB_STALLED_MAX,
      runRetryDelay: limits.JOB_READ_RETRY_MS,
    },
  );
  worker.on("error", (error) => listener.onError(kind, error));
  worker.on("stalled", () => metrics.stalled(kind));
  worker.on("failed", (job, error) => {
    const isLast = !job || job.attemptsMade >= kind.attempts || error instanceof UnrecoverableError;
    inTraceOfJob(job, () => listener.onFailed(kind, error, isLast));
  });
  return async () => {
    const breakOff = () => stopping.abort(new Error("the worker stops"));
    if (connection.status !== "ready") {
      // Nothing can be seen to its end, and an orderly close would wait for Redis.
      breakOff();
      return worker.close(true);
    }
    const closed = worker.close();
    await Promise.race([closed, after(limits.JOB_STOP_MS)]);
    breakOff();
    await Promise.race([closed, after(limits.JOB_RELEASE_MS)]);
  };
}

function after(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}
