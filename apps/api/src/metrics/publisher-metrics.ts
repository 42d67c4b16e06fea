import { Counter, type Registry } from "prom-client";

/** Events that the API could not append itself; the relay publishes them. */
export function observePublisher(registry: Registry): Counter {
  return new Counter({
    name: "chat_events_left_to_relay_total",
    help: "Events that could not be appended to their stream right after the commit",
    registers: [registry],
  });
}
