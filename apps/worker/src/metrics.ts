import { type Database, getOutboxState, getPartitionDaysAhead } from "@chat/domain";
import { shareReads } from "@chat/runtime";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export interface RelayMetrics {
  relayed(events: number): void;
  failed(): void;
}

export function createRelayMetrics(registry: Registry): RelayMetrics {
  const counter = (name: string, help: string) =>
    new Counter({ name, help, registers: [registry] });
  const relayed = counter("chat_relay_events_total", "Events published by the relay");
  const failed = counter(
    "chat_relay_failures_total",
    "Rounds of the relay that failed: Postgres or Redis was away",
  );
  return { relayed: (events) => relayed.inc(events), failed: () => failed.inc() };
}

/** How much waits in the outbox, and how long: above a second, something is wrong. */
export function observeOutbox(registry: Registry, db: Database): void {
  const measure = shareReads(() => getOutboxState(db));
  observe(registry, {
    name: "chat_outbox_events",
    help: "Events committed and not yet known to be in their stream",
    read: async () => (await measure())?.depth,
  });
  observe(registry, {
    name: "chat_outbox_age_seconds",
    help: "Age of the oldest event in the outbox; 0 where it is empty",
    read: async () => (await measure())?.ageSeconds,
  });
}

export function observePartitions(registry: Registry, db: Database): void {
  observe(registry, {
    name: "chat_event_log_days_ahead",
    help: "Days after today for which the event log has a partition; below 3 no API is ready",
    read: shareReads(() => getPartitionDaysAhead({ db })),
  });
}

/** A gauge of what Postgres says: without it there is none, and not the one of before. */
export function observe(
  registry: Registry,
  { read, ...words }: { name: string; help: string; read: () => Promise<number | undefined> },
): void {
  new Gauge({
    ...words,
    registers: [registry],
    async collect() {
      const value = await read();
      if (value === undefined) {
        this.remove();
      } else {
        this.set(value);
      }
    },
  });
}

const MILLISECONDS = 1_000;

/**
 * A histogram of how late something was, in seconds; it is told in ms. Where
 * both ends of that time are of clocks that differ, it may come out negative.
 */
export function createDelays<Label extends string = never>(
  registers: Registry[],
  configuration: {
    name: string;
    help: string;
    labelNames?: readonly Label[];
    buckets: readonly number[];
    /** What it shows from the start on, with nothing counted. */
    labels?: readonly Readonly<Record<Label, string>>[];
  },
): (delayMs: number, labels?: Readonly<Record<Label, string>>) => void {
  const { name, help, labelNames = [], buckets } = configuration;
  const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers });
  for (const some of configuration.labels ?? []) {
    histogram.zero(some);
  }
  return (delayMs, labels) => histogram.observe(labels ?? {}, Math.max(0, delayMs) / MILLISECONDS);
}
