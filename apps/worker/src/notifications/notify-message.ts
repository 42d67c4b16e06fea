import { limits } from "@chat/contract";
import {
  type MediaDelays,
  type NotifyCause,
  type NotifyContext,
  notifyMessage,
  sweepEdits,
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
      {
        name: "sweep of edits not notified of",
        intervalMs: limits.NOTIFICATION_SWEEP_MS,
        async findDue() {
          const missing = await sweepEdits(ctx);
          return missing.map((message) => toEditJob(message, "swept"));
        },
      },
    ],
  };
}

function toJob({ orgId, type, seq, payload }: DispatchedEvent): NewJob<NotifyData> {
  const { id: messageId } = payload as { id: string };
  return type === "message"
    ? toPostJob({ orgId, messageId })
    : toEditJob({ orgId, messageId }, seq);
}

/** Not by the message alone: an earlier job may have read what the edit changed. */
function toEditJob(
  message: { orgId: string; messageId: string },
  seq: number | "swept",
): NewJob<NotifyData> {
  return { id: `${message.messageId}:${seq}`, data: { ...message, cause: "edit" } };
}

function toPostJob(message: { orgId: string; messageId: string }): NewJob<NotifyData> {
  return { id: message.messageId, data: { ...message, cause: "post" } };
}
