import { limits } from "@chat/contract";
import {
  createDatabase,
  maintainPartitions,
  relayLeftovers,
  removeDeletedChannels,
  removeOldIdempotencyKeys,
  removeOldNotifications,
  removeOldUploads,
} from "@chat/domain";
import { type App, createFileStore } from "@chat/runtime";
import { createAttachmentJobs } from "./attachments/start-attachments.ts";
import { startJobs } from "./jobs/start-jobs.ts";
import { createRelayMetrics, observeOutbox, observePartitions } from "./metrics.ts";
import { notificationKinds } from "./notifications/notification-kinds.ts";
import { startRelayLoop } from "./relay-loop.ts";
import { indexMessageJobs } from "./search/index-message.ts";
import { startUpkeep, type Upkeep } from "./upkeep.ts";

/** The background: what others left in the outbox, the upkeep of the log, jobs. Any number of processes. */
export const workerApp: App = async (platform) => {
  const { config, logger, metrics, lifecycle, postgres, redis, storage } = platform;
  const db = createDatabase(postgres);
  const files = createFileStore(storage, config.s3);
  lifecycle.onStop("files", () => files.close());
  const relay = createRelayMetrics(metrics);
  observeOutbox(metrics, db);
  observePartitions(metrics, db);
  lifecycle.onStop(
    "relay",
    startRelayLoop(
      () => relayLeftovers(db, redis, config.events),
      relay.relayed,
      (error) => {
        relay.failed();
        logger.warn({ err: error }, "the relay failed; it tries again");
      },
    ),
  );
  const days = {
    ahead: limits.EVENT_PARTITION_DAYS_AHEAD,
    retention: config.events.retentionDays,
  };
  const upkeeps: Upkeep[] = [
    {
      name: "upkeep of partitions",
      intervalMs: limits.EVENT_PARTITION_UPKEEP_MS,
      run: () => maintainPartitions({ db }, days),
    },
    {
      name: "upkeep of idempotency keys",
      intervalMs: limits.IDEMPOTENCY_CLEANUP_MS,
      run: async () => ({ removed: await removeOldIdempotencyKeys({ db }) }),
    },
    {
      name: "upkeep of uploads",
      intervalMs: limits.UPLOAD_CLEANUP_MS,
      run: async () => {
        const removed = await removeOldUploads({ db, files, now: () => new Date() });
        return removed > 0 ? { removed } : undefined;
      },
    },
    {
      name: "upkeep of notifications",
      intervalMs: limits.NOTIFICATION_CLEANUP_MS,
      run: async () => ({ removed: await removeOldNotifications({ db, now: () => new Date() }) }),
    },
    {
      name: "upkeep of search",
      intervalMs: limits.SEARCH_REMOVAL_MS,
      run: async () => {
        const removed = await removeDeletedChannels({ db, now: () => new Date() });
        return removed > 0 ? { removed } : undefined;
      },
    },
  ];
  for (const upkeep of upkeeps) {
    lifecycle.onStop(upkeep.name, startUpkeep(upkeep, logger));
  }
  startJobs(platform, [
    ...createAttachmentJobs(platform, db),
    indexMessageJobs(db),
    ...notificationKinds(platform, db),
  ]);
};
