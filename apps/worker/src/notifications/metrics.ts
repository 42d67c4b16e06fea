import type { Delivered, Media, Notified } from "@chat/domain";
import { Counter, type Registry } from "prom-client";
import { createDelays } from "../metrics.ts";

export interface NotificationMetrics {
  notified(notified: Notified): void;
  delivered(delivered: Delivered): void;
}

const MEDIA: readonly (keyof Media)[] = ["push", "mail"];
const OUTCOMES: readonly Delivered["outcome"][] = [
  "sent",
  "withdrawn",
  "held",
  "postponed",
  "failed",
];

export function createNotificationMetrics(registers: Registry[]): NotificationMetrics {
  const told = new Counter({
    name: "chat_notifications_total",
    help: "Notifications made, by kind",
    labelNames: ["kind"],
    registers,
  });
  const observeDelay = createDelays(registers, {
    name: "chat_notification_delay_seconds",
    help: "From a message to its notifications",
    buckets: [0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 3_600],
  });
  const deliveries = new Counter({
    name: "chat_notification_deliveries_total",
    help: "What became of sending notifications, by medium and outcome: sent, withdrawn, held, postponed or failed",
    labelNames: ["medium", "outcome"],
    registers,
  });
  const observeDeliveryDelay = createDelays(registers, {
    name: "chat_notification_delivery_delay_seconds",
    help: "From a notification to its being handed over",
    labelNames: ["medium"],
    buckets: [1, 5, 30, 60, 300, 900, 3_600, 14_400, 86_400],
    labels: MEDIA.map((medium) => ({ medium })),
  });
  for (const medium of MEDIA) {
    for (const outcome of OUTCOMES) {
      deliveries.inc({ medium, outcome }, 0);
    }
  }
  return {
    delivered({ medium, outcome, delayMs }) {
      deliveries.inc({ medium, outcome });
      if (outcome === "sent") {
        observeDeliveryDelay(delayMs, { medium });
      }
    },
    notified({ kinds, delayMs }) {
      for (const kind of kinds) {
        told.inc({ kind });
      }
      observeDelay(delayMs);
    },
  };
}
