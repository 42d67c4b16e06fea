import { inSpanOf } from "@chat/domain";
import { type Context, context, ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import type { Job } from "bullmq";
import type { JobKind } from "./job-kind.ts";

/** Of tries, for what is said of them when they are over. */
const contexts = new WeakMap<Job, Context>();

/** A try of a job, below what caused the job, where its trace is recorded. */
export function inJobSpan<T>(kind: JobKind, job: Job, work: () => Promise<T>): Promise<T> {
  const attributes = {
    "messaging.system": "bullmq",
    "messaging.destination.name": kind.name,
    "messaging.message.id": job.id ?? "",
    "chat.job.try": job.attemptsStarted,
  };
  const options = { kind: SpanKind.CONSUMER, attributes };
  return inSpanOf(job.opts.telemetry?.metadata, `process ${kind.name}`, options, () => {
    contexts.set(job, context.active());
    return work();
  });
}

/** Does what belongs to the newest try of a job, such as a log line. */
export function inTraceOfJob(job: Job | undefined, work: () => void): void {
  context.with((job && contexts.get(job)) ?? ROOT_CONTEXT, work);
}
