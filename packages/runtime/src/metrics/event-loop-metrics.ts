import { monitorEventLoopDelay } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";

const NANOSECONDS = 1e9;
const RESOLUTION_MS = 10;

/** How late timers fire: the first thing that shows an overloaded process. Returns its stop. */
export function observeEventLoop(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  new Gauge({
    name: "chat_event_loop_delay_seconds",
    help: "Delay of the event loop since the last scrape, by quantile",
    labelNames: ["quantile"],
    registers: [registry],
    collect() {
      for (const quantile of [0.5, 0.99, 1]) {
        const value = delay.percentile(Math.max(quantile * 100, 1e-3)) / NANOSECONDS;
        this.set({ quantile: String(quantile) }, value);
      }
      delay.reset();
    },
  });
  return () => delay.disable();
}
