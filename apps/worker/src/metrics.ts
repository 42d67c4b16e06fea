import { type Database, getOutboxState } from "@chat/domain";
import { Counter, Gauge, type Registry } from "prom-client";

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
