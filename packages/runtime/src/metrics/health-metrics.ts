import { Gauge, type Registry } from "prom-client";
import type { Health } from "../process/health.ts";

/** What `/readyz` says, for whoever wants to know since when. */
export function observeHealth(registry: Registry, health: Health): void {
  const registers = [registry];
  new Gauge({
    name: "chat_ready",
    help: "1 while the process can serve, 0 while it cannot or is about to stop",
    registers,
    async collect() {
      const { ready } = await health.readiness();
      this.set(Number(ready));
    },
  });
  new Gauge({
    name: "chat_health_check",
    help: "1 while what the process relies on answers, by what that is: postgres, redis, storage, event log, virus scan; draining, at 0, while it stops",
    labelNames: ["check"],
    registers,
    async collect() {
      const { checks } = await health.readiness();
      // A process that stops checks nothing any more, and is not to go on with what was.
      this.reset();
      for (const { name, ok } of checks) {
        this.set({ check: name }, Number(ok));
      }
    },
  });
}
