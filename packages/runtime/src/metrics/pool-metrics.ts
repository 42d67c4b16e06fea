import type pg from "pg";
import { Gauge, type Registry } from "prom-client";

/** Connections of the Postgres pool, and callers that wait for one. */
export function observePool(registry: Registry, pool: pg.Pool): void {
  new Gauge({
    name: "chat_postgres_pool_connections",
    help: "Connections of the Postgres pool by state",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "used" }, pool.totalCount - pool.idleCount);
    },
  });
  new Gauge({
    name: "chat_postgres_pool_waiting",
    help: "Callers that wait for a Postgres connection",
    registers: [registry],
    collect() {
      this.set(pool.waitingCount);
    },
  });
}
