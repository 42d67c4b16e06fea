import type { Notified } from "@chat/domain";
import { Counter, Histogram, type Registry } from "prom-client";

export interface NotificationMetrics {
  notified(notified: Notified): void;
}

const MILLISECONDS = 1_000;

export function createNotificationMetrics(registers: Registry[]): NotificationMetrics {
  const told = new Counter({
    name: "chat_notifications_total",
    help: "Notifications made, by kind",
    labelNames: ["kind"],
    registers,
  });
  const delay = new Histogram({
    name: "chat_notification_delay_seconds",
    help: "From a message to its notifications",
    buckets: [0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 3_600],
    registers,
  });
  return {
    notified({ kinds, delayMs }) {
      for (const kind of kinds) {
        told.inc({ kind });
      }
      delay.observe(Math.max(0, delayMs) / MILLISECONDS);
    },
  };
}
