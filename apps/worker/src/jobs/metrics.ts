import { shareReads } from "@chat/runtime";
import type { Queue } from "bullmq";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { createDelays } from "../metrics.ts";
import type { JobKind } from "./job-kind.ts";
import type { JobQueues } from "./queues.ts";

const OUTCOMES = ["completed", "failed", "timed out"] as const;
type Outcome = (typeof OUTCOMES)[number];
const SOURCES = ["event", "sweep"] as const;
type Source = (typeof SOURCES)[number];

export interface JobMetrics {
  /** Notes the beginning of a try; the function returned notes its end. */
  begin(kind: JobKind): (outcome: Outcome) => void;
  /** Its last try has failed. */
  givenUp(kind: JobKind): void;
  stalled(kind: JobKind): void;
  enqueued(kind: JobKind, source: Source, jobs: number): void;
  /** How long ago the oldest of the entries was appended, in ms. */
  dispatched(entries: number, ageMs: number): void;
  dispatchFailed(): void;
}

const MILLISECONDS = 1_000;
/** Of seconds. */
const BUCKETS = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300];
const STATES = ["waiting", "active", "delayed", "failed"] as const;

export function createJobMetrics(registers: Registry[], kinds: readonly JobKind[]): JobMetrics {
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
  const givenUp = new Counter({
    name: "chat_jobs_given_up_total",
    help: "Jobs whose last try failed; what is still due, a sweep makes a job of again",
    labelNames: ["kind"],
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
  const dispatchFailures = new Counter({
    name: "chat_dispatch_failures_total",
    help: "Reads of the streams for jobs that failed and were tried again",
    registers,
  });
  const observeDelay = createDelays(registers, {
    name: "chat_dispatch_delay_seconds",
    help: "From an event's stream to the queues: the oldest of each read",
    buckets: BUCKETS,
  });
  for (const { name: kind } of kinds) {
    for (const outcome of OUTCOMES) {
      tries.inc({ kind, outcome }, 0);
    }
    for (const source of SOURCES) {
      enqueued.inc({ kind, source }, 0);
    }
    givenUp.inc({ kind }, 0);
    stalled.inc({ kind }, 0);
    duration.zero({ kind });
  }
  return {
    begin({ name: kind }) {
      const end = duration.startTimer({ kind });
      return (outcome) => {
        end();
        tries.inc({ kind, outcome });
      };
    },
    givenUp: ({ name }) => givenUp.inc({ kind: name }),
    stalled: ({ name }) => stalled.inc({ kind: name }),
    enqueued: ({ name }, source, jobs) => enqueued.inc({ kind: name, source }, jobs),
    dispatched(count, ageMs) {
      entries.inc(count);
      observeDelay(ageMs);
    },
    dispatchFailed: () => dispatchFailures.inc(),
  };
}

/** What waits in the queues, and how long: without Redis there is nothing, and not what was before. */
export function observeQueues(registers: Registry[], queues: JobQueues): void {
  const ofEach = <T>(look: (queue: Queue) => Promise<T>) =>
    shareReads(async () => {
      const all = queues.isReady() ? queues.all() : [];
      return Promise.all(
        all.map(async ([{ name: kind }, queue]) => ({ kind, found: await look(queue) })),
      );
    });
  const count = ofEach((queue) => queue.getJobCounts(...STATES));
  const findOldest = ofEach((queue) => queue.getJobs(["waiting"], 0, 0, true));
  new Gauge({
    name: "chat_job_queue_depth",
    help: "Jobs by kind and state",
    labelNames: ["kind", "state"],
    registers,
    async collect() {
      const counted = await count();
      this.reset();
      for (const { kind, found } of counted ?? []) {
        for (const state of STATES) {
          this.set({ kind, state }, found[state] ?? 0);
        }
      }
    },
  });
  new Gauge({
    name: "chat_job_queue_age_seconds",
    help: "Age of the oldest job that waits to be begun; 0 where none does",
    labelNames: ["kind"],
    registers,
    async collect() {
      const looked = await findOldest();
      this.reset();
      for (const { kind, found } of looked ?? []) {
        const [oldest] = found;
        this.set({ kind }, oldest ? (Date.now() - oldest.timestamp) / MILLISECONDS : 0);
      }
    },
  });
}
