import { createFindConnected, createSignals, type Database } from "@chat/domain";
import { countSignalFailures, type Platform } from "@chat/runtime";
import type { JobKind } from "../jobs/job-kind.ts";
import { deliverNotificationKind } from "./deliver-notification.ts";
import { createMail } from "./mail.ts";
import { createNotificationMetrics } from "./metrics.ts";
import { notifyMessageKind } from "./notify-message.ts";
import { createPush } from "./push.ts";

/** Telling users of messages: making notifications, and sending them by what is configured. */
export function notificationKinds(
  { config, logger, lifecycle, metrics: registry, redis }: Platform,
  db: Database,
): JobKind[] {
  const ctx = {
    db,
    signal: createSignals(redis, config.events, countSignalFailures(registry)),
    findConnected: createFindConnected(redis, config.events),
    now: () => new Date(),
  };
  const { push, mail, notifyDelays } = config;
  const delays = {
    push: push ? notifyDelays.pushMs : null,
    mail: mail ? notifyDelays.mailMs : null,
  };
  const metrics = createNotificationMetrics([registry]);
  const kinds: JobKind[] = [notifyMessageKind(ctx, delays, metrics)];
  if (push) {
    const media = { push: createPush(push, logger) };
    kinds.push(deliverNotificationKind("push", media, ctx, metrics));
  } else {
    logger.info("push is off: VAPID_PUBLIC_KEY is not set");
  }
  if (mail) {
    const { send, close } = createMail(mail, logger);
    lifecycle.onStop("mail", close);
    kinds.push(deliverNotificationKind("mail", { mail: send }, ctx, metrics));
  } else {
    logger.info("mail is off: SMTP_URL is not set");
  }
  return kinds;
}
