import { createDatabase, relayLeftovers } from "@chat/domain";
import type { App } from "@chat/runtime";
import { createRelayedCounter, observeOutbox } from "./metrics.ts";
import { startPartitionUpkeep } from "./partition-upkeep.ts";
import { startRelayLoop } from "./relay-loop.ts";

/** The background: what others left in the outbox, and the upkeep of the log. Any number of processes. */
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
  lifecycle.onStop("partition upkeep", startPartitionUpkeep(config, logger, db));
};
