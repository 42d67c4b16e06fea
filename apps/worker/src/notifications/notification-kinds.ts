import { createFindConnected, createSignals, type Database } from "@chat/domain";
import { countSignalFailures, type Platform } from "@chat/runtime";
import type { JobKind } from "../jobs/job-kind.ts";
import { createNotificationMetrics } from "./metrics.ts";
import { notifyMessageKind } from "./notify-message.ts";

/** Telling users of messages. */
export function notificationKinds(
  { config, metrics: registry, redis }: Platform,
  db: Database,
): JobKind[] {
  const ctx = {
    db,
    signal: createSignals(redis, config.events, countSignalFailures(registry)),
    findConnected: createFindConnected(redis, config.redis.prefix),
    now: () => new Date(),
  };
  const metrics = createNotificationMetrics([registry]);
  return [notifyMessageKind(ctx, { push: null, mail: null }, metrics)];
}
