import type { Queue } from "bullmq";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { createDelays } from "../metrics.ts";
import type { JobKind } from "./job-kind.ts";
import type { JobQueues } from "./queues.ts";

type Outcome = "completed" | "failed" | "timed out";

export interface JobMetrics {
  /** Notes the beginning of a try; the function returned notes its end. */
  begin(kind: JobKind): (outcome: Outcome) => void;
  stalled(kind: JobKind): void;
  enqueued(kind: JobKind, source: "event" | "sweep", jobs: number): void;
  /** How long ago the oldest of the entries was appended, in ms. */
  dispatched(entries: number, ageMs: number): void;
}

const MILLISECONDS = 1_000;
/** Of seconds. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300];
const STATES = ["waiting", "active", "delayed", "failed"] as const;

export function createJobMetrics(registers: Registry[]): JobMetrics {
  const tries = new Counter({
    name: "chat_jobs_total",
    help: "Tries of jobs by kind and outcome",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const duration = new Histogram({
    name: "chat_job_duration_seconds",
    help: "How long a try of a job took",
    labelNames: ["kind"],
    buckets: BUCKETS,
    registers,
  });
  const stalled = new Counter({
    name: "chat_jobs_stalled_total",
    help: "Jobs taken over from a worker that died or hung",
    labelNames: ["kind"],
    registers,
  });
  const enqueued = new Counter({
    name: "chat_jobs_enqueued_total",
    help: "Jobs handed to the queues by kind and by what caused them: an event, or a sweep",
    labelNames: ["kind", "source"],
    registers,
  });
  const entries = new Counter({
    name: "chat_dispatch_events_total",
    help: "Events looked at for jobs",
    registers,
  });
  const observeDelay = createDelays(registers, {
    name: "chat_dispatch_delay_seconds",
    help: "From an event's stream to the queues: the oldest of each read",
    buckets: BUCKETS,
  });
  return {
    begin({ name: kind }) {
      const end = duration.startTimer({ kind });
      return (outcome) => {
        end();
        tries.inc({ kind, outcome });
      };
    },
    stalled: ({ name }) => stalled.inc({ kind: name }),
    enqueued: ({ name }, source, jobs) => enqueued.inc({ kind: name, source }, jobs),
    dispatched(count, ageMs) {
      entries.inc(count);
      observeDelay(ageMs);
    },
  };
}

/** What waits in the queues, and how long. Without Redis there is nothing to say; the scrape goes on. */
export function observeQueues(registers: Registry[], queues: JobQueues): void {
  const each = async (look: (kind: string, queue: Queue) => Promise<void>) => {
    if (queues.isReady()) {
      await Promise.allSettled(queues.all().map(([{ name }, queue]) => look(name, queue)));
    }
  };
  new Gauge({
    name: "chat_job_queue_depth",
    help: "Jobs by kind and state",
    labelNames: ["kind", "state"],
    registers,
    collect() {
      return each(async (kind, queue) => {
        const counts = await queue.getJobCounts(...STATES);
        for (const state of STATES) {
          this.set({ kind, state }, counts[state] ?? 0);
        }
      });
    },
  });
  new Gauge({
    name: "chat_job_queue_age_seconds",
    help: "Age of the oldest job that waits to be begun",
    labelNames: ["kind"],
    registers,
    collect() {
      return each(async (kind, queue) => {
        const [oldest] = await queue.getJobs(["waiting"], 0, 0, true);
        this.set({ kind }, oldest ? (Date.now() - oldest.timestamp) / MILLISECONDS : 0);
      });
    },
  });
}
