import { limits } from "@chat/contract";
import {
  type DeliveryKey,
  deliverNotification,
  findDueDeliveries,
  type Media,
  type NotifyContext,
} from "@chat/domain";
import type { JobKind } from "../jobs/job-kind.ts";
import type { NotificationMetrics } from "./metrics.ts";

/**
 * Sends by one medium what is due. Postgres says when that is, and a sweep
 * looks every second: nothing of it waits in Redis, to be lost with it.
 */
export function deliverNotificationKind(
  medium: "push" | "mail",
  media: Media,
  ctx: Pick<NotifyContext, "db" | "now">,
  metrics: NotificationMetrics,
): JobKind<DeliveryKey> {
  return {
    name: `send-${medium}`,
    events: [],
    // What could not be handed over is due again later; only a failure of our own is tried at once.
    attempts: limits.DELIVERY_JOB_ATTEMPTS_MAX,
    backoffMs: limits.DELIVERY_SWEEP_MS,
    concurrency: medium === "push" ? limits.PUSH_CONCURRENCY : limits.MAIL_CONNECTIONS_MAX,
    timeoutMs: limits.DELIVERY_LEASE_MS,
    async process(key) {
      const delivered = await deliverNotification(ctx, media, key);
      if (delivered) {
        metrics.delivered(delivered);
      }
    },
    sweeps: [
      {
        name: `sweep of what is due by ${medium}`,
        intervalMs: limits.DELIVERY_SWEEP_MS,
        async findDue() {
          const due = await findDueDeliveries(ctx, medium);
          return due.map((key) => ({ id: `${key.notificationId}/${key.targetId}`, data: key }));
        },
      },
    ],
  };
}
