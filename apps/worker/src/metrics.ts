import { type Database, getOutboxState } from "@chat/domain";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Events that the relay published for processes that did not. */
export function createRelayedCounter(registry: Registry): Counter {
  return new Counter({
    name: "chat_relay_events_total",
    help: "Events published by the relay",
    registers: [registry],
  });
}

/** How much waits in the outbox, and how long: above a second, something is wrong. */
export function observeOutbox(registry: Registry, db: Database): void {
  const registers = [registry];
  const depth = new Gauge({
    name: "chat_outbox_events",
    help: "Events committed and not yet known to be in their stream",
    registers,
  });
  new Gauge({
    name: "chat_outbox_age_seconds",
    help: "Age of the oldest event in the outbox",
    registers,
    async collect() {
      // Without Postgres there is nothing to say; the scrape goes on.
      const outbox = await getOutboxState(db).catch(() => undefined);
      if (outbox) {
        depth.set(outbox.depth);
        this.set(outbox.ageSeconds);
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
  },
): (delayMs: number, labels?: Readonly<Record<Label, string>>) => void {
  const { name, help, labelNames = [], buckets } = configuration;
  const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers });
  return (delayMs, labels) => histogram.observe(labels ?? {}, Math.max(0, delayMs) / MILLISECONDS);
}
