import { type Dashboard, quantile, rate } from "./dashboard.ts";
import { processRow } from "./processes.ts";

const HERE = '{instance=~"$instance"}';

export const worker: Dashboard = {
  uid: "chat-worker",
  title: "Chat: workers",
  description: "What happens apart from requests: the relay, jobs, files, notifications",
  process: "worker",
  height: 8,
  rows: [
    {
      title: "From the outbox to the queues",
      panels: [
        {
          title: "Outbox",
          description: "Events committed and not yet known to be in their stream",
          unit: "short",
          queries: { events: "max(chat_outbox_events)" },
          alert: "OutboxStuck",
        },
        {
          title: "Oldest in the outbox",
          description: "A second at most is ordinary",
          unit: "s",
          queries: { age: "max(chat_outbox_age_seconds)" },
          limits: [2, 10],
          alert: "OutboxStuck",
        },
        {
          title: "Relay",
          description: "Events that it published for processes that did not; rounds that failed",
          unit: "ops",
          queries: {
            published: rate(`chat_relay_events_total${HERE}`),
            "rounds failed": rate(`chat_relay_failures_total${HERE}`),
          },
          alert: "OutboxStuck",
        },
        {
          title: "Dispatch",
          description: "From an event's stream to the queues, and reads that failed",
          unit: "s",
          queries: { p99: quantile(0.99, "chat_dispatch_delay_seconds", HERE) },
          limits: [1, 15],
          alert: "JobQueueBacklog",
        },
      ],
    },
    {
      title: "Jobs",
      panels: [
        {
          title: "Tries, by outcome",
          description: "Those that failed or took too long are tried again",
          unit: "ops",
          queries: { "{{kind}} {{outcome}}": rate(`chat_jobs_total${HERE}`, ["kind", "outcome"]) },
          alert: "JobsFailing",
        },
        {
          title: "Age of the oldest that waits",
          description: "By kind; seconds are ordinary",
          unit: "s",
          queries: { "{{kind}}": "max by (kind) (chat_job_queue_age_seconds)" },
          limits: [60, 300],
          alert: "JobQueueBacklog",
        },
        {
          title: "In the queues",
          description: "By kind and state; of failed ones the newest 1,000 are kept",
          unit: "short",
          queries: { "{{kind}} {{state}}": "max by (kind, state) (chat_job_queue_depth)" },
          alert: "JobQueueBacklog",
        },
        {
          title: "Time of a try",
          description: "The 99th percentile, by kind",
          unit: "s",
          queries: { "{{kind}}": quantile(0.99, "chat_job_duration_seconds", HERE, ["kind"]) },
          alert: "JobsFailing",
        },
      ],
    },
    {
      title: "Where jobs come from, and which end badly",
      panels: [
        {
          title: "Enqueued, by cause",
          description: "By an event, or by a sweep that found it in Postgres",
          unit: "ops",
          queries: {
            "{{kind}} {{source}}": rate(`chat_jobs_enqueued_total${HERE}`, ["kind", "source"]),
          },
        },
        {
          title: "Events looked at",
          description: "And reads of the streams that failed",
          unit: "ops",
          queries: {
            events: rate(`chat_dispatch_events_total${HERE}`),
            "reads failed": rate(`chat_dispatch_failures_total${HERE}`),
          },
        },
        {
          title: "Given up",
          description: "Jobs whose last try failed",
          unit: "ops",
          queries: { "{{kind}}": rate(`chat_jobs_given_up_total${HERE}`, ["kind"]) },
          alert: "JobsFailing",
        },
        {
          title: "Taken over",
          description: "From a worker that died or hung",
          unit: "ops",
          queries: { "{{kind}}": rate(`chat_jobs_stalled_total${HERE}`, ["kind"]) },
          alert: "JobsFailing",
        },
      ],
    },
    {
      title: "Files",
      panels: [
        {
          title: "Oldest unscanned file",
          description: "Until its scan nobody can open it",
          unit: "s",
          queries: { age: "max(chat_attachments_unscanned_age_seconds)" },
          limits: [60, 600],
          alert: "FilesUnscanned",
        },
        {
          title: "Scans, by result",
          description:
            "`error`: clamd or the storage did not do it. `limited`: larger than clamd looks.",
          unit: "ops",
          queries: { "{{result}}": rate(`chat_attachment_scans_total${HERE}`, ["result"]) },
          alert: "FilesUnscanned",
        },
        {
          title: "Settled, by status",
          description: "What became of files",
          unit: "ops",
          queries: { "{{status}}": rate(`chat_attachments_settled_total${HERE}`, ["status"]) },
        },
        {
          title: "Thumbnails and removals",
          description: "Pictures by result, files removed by reason",
          unit: "ops",
          queries: {
            "thumbnail {{result}}": rate(`chat_thumbnails_total${HERE}`, ["result"]),
            "removed {{reason}}": rate(`chat_attachment_removals_total${HERE}`, ["reason"]),
          },
        },
      ],
    },
    {
      title: "Notifications",
      panels: [
        {
          title: "Made, by kind",
          description: "Why users were told",
          unit: "ops",
          queries: { "{{kind}}": rate(`chat_notifications_total${HERE}`, ["kind"]) },
        },
        {
          title: "From message to notification",
          description: "The 99th percentile",
          unit: "s",
          queries: { p99: quantile(0.99, "chat_notification_delay_seconds", HERE) },
          alert: "JobQueueBacklog",
        },
        {
          title: "Push and mail, by outcome",
          description:
            "`withdrawn`: read meanwhile. `held`: not to be disturbed. `postponed`: tried again.",
          unit: "ops",
          queries: {
            "{{medium}} {{outcome}}": rate(`chat_notification_deliveries_total${HERE}`, [
              "medium",
              "outcome",
            ]),
          },
          alert: "NotificationsNotSent",
        },
        {
          title: "From notification to hand-over",
          description: "The median by medium; most of it is the configured delay",
          unit: "s",
          queries: {
            "{{medium}}": quantile(0.5, "chat_notification_delivery_delay_seconds", HERE, [
              "medium",
            ]),
          },
          alert: "NotificationsNotSent",
        },
      ],
    },
    processRow("worker"),
  ],
};
