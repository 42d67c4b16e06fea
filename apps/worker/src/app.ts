import { createDatabase, relayLeftovers } from "@chat/domain";
import type { App } from "@chat/runtime";
import { createRelayedCounter, observeOutbox } from "./metrics.ts";
import { startRelayLoop } from "./relay-loop.ts";
import { startSchedules } from "./schedules.ts";

/** The background: what others left in the outbox, and the schedules. Any number of processes. */
export const workerApp: App = async ({ config, logger, metrics, lifecycle, postgres, redis }) => {
  const db = createDatabase(postgres);
  const relayed = createRelayedCounter(metrics);
  observeOutbox(metrics, db);
  lifecycle.onStop(
    "relay",
    startRelayLoop(
      () => relayLeftovers(db, redis, config.events),
      (events) => relayed.inc(events),
      (error) => logger.warn({ err: error }, "the relay failed; it tries again"),
    ),
  );
  lifecycle.onStop("schedules", await startSchedules(config, logger, db));
};
