import { limits } from "@chat/contract";
import {
  type MediaDelays,
  type NotifyCause,
  type NotifyContext,
  notifyMessage,
  sweepNotifications,
} from "@chat/domain";
import type { DispatchedEvent, JobKind, NewJob } from "../jobs/job-kind.ts";
import type { NotificationMetrics } from "./metrics.ts";

interface NotifyData {
  readonly orgId: string;
  readonly messageId: string;
  readonly cause: NotifyCause;
}

/** Tells of each message that is posted, and of edits, whom they mention. */
export function notifyMessageKind(
  ctx: NotifyContext,
  delays: MediaDelays,
  metrics: NotificationMetrics,
): JobKind<NotifyData> {
  return {
    name: "notify-message",
    events: ["message", "message_update"],
    toJob,
    attempts: limits.NOTIFY_ATTEMPTS_MAX,
    backoffMs: limits.NOTIFY_BACKOFF_MS,
    concurrency: limits.NOTIFY_CONCURRENCY,
    timeoutMs: limits.NOTIFY_TIMEOUT_MS,
    async process({ cause, ...message }) {
      const notified = await notifyMessage(ctx, delays, message, cause);
      if (notified) {
        metrics.notified(notified);
      }
    },
    sweeps: [
      {
        name: "sweep of messages not notified of",
        intervalMs: limits.NOTIFICATION_SWEEP_MS,
        async findDue() {
          const missing = await sweepNotifications(ctx);
          return missing.map((message) => toPostJob(message));
        },
      },
    ],
  };
}

function toJob({ orgId, type, seq, payload }: DispatchedEvent): NewJob<NotifyData> {
  const { id: messageId } = payload as { id: string };
  return type === "message"
    ? toPostJob({ orgId, messageId })
    : { id: `${messageId}:${seq}`, data: { orgId, messageId, cause: "edit" } };
}

function toPostJob(message: { orgId: string; messageId: string }): NewJob<NotifyData> {
  return { id: message.messageId, data: { ...message, cause: "post" } };
}
