import type pg from "pg";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { watchWaits } from "../database/pool-waits.ts";

const MILLISECONDS = 1_000;

/** Connections of the Postgres pool, callers that wait for one, and what goes wrong with them. */
export function observePool(registry: Registry, pool: pg.Pool): void {
  const registers = [registry];
  new Gauge({
    name: "chat_postgres_pool_connections",
    help: "Connections of the Postgres pool by state: idle or used",
    labelNames: ["state"],
    registers,
    collect() {
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "used" }, pool.totalCount - pool.idleCount);
    },
  });
  new Gauge({
    name: "chat_postgres_pool_size",
    help: "Connections that the Postgres pool may have: DATABASE_POOL_SIZE",
    registers,
  }).set(pool.options.max);
  new Gauge({
    name: "chat_postgres_pool_waiting",
    help: "Callers that wait for a Postgres connection",
    registers,
    collect() {
      this.set(pool.waitingCount);
    },
  });
  const waits = new Histogram({
    name: "chat_postgres_pool_wait_seconds",
    help: "How long callers waited for a Postgres connection that found none idle",
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 5],
    registers,
  });
  const errors = new Counter({
    name: "chat_postgres_errors_total",
    help: "Postgres connections that could not be had (connect), or broke (broken)",
    labelNames: ["kind"],
    registers,
  });
  for (const kind of ["connect", "broken"]) {
    errors.inc({ kind }, 0);
  }
  watchWaits(pool, {
    onWaited: (ms) => waits.observe(ms / MILLISECONDS),
    onRefused: () => errors.inc({ kind: "connect" }),
  });
  pool.on("connect", (client) => client.on("error", () => errors.inc({ kind: "broken" })));
}
