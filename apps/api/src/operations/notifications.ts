import { operations } from "@chat/contract";
import {
  createPushSubscription,
  deletePushSubscription,
  explainNotification,
  getNotificationPreferences,
  listNotifications,
  markNotificationsRead,
  updateNotificationPreferences,
} from "@chat/domain";
import { createdOrOk, noContent, ok, okJson } from "../http/answer.ts";
import { route } from "../http/route.ts";

export const notificationRoutes = [
  route(operations.listNotifications, async ({ ctx, actor, query }) =>
    okJson(await listNotifications(ctx, actor, query)),
  ),
  route(operations.markNotificationsRead, async ({ ctx, actor, body }) =>
    ok(await markNotificationsRead(ctx, actor, body)),
  ),
  route(operations.getNotificationPreferences, async ({ ctx, actor, push }) =>
    ok(await getNotificationPreferences(ctx, actor, push)),
  ),
  route(operations.updateNotificationPreferences, async ({ ctx, actor, body, push }) =>
    ok(await updateNotificationPreferences(ctx, actor, body, push)),
  ),
  route(operations.createPushSubscription, async ({ ctx, actor, body, push, idempotency }) => {
    const subscribing = createPushSubscription(ctx, actor, body, push, idempotency);
    const { subscription, created } = await subscribing;
    return createdOrOk(created, subscription);
  }),
  route(operations.deletePushSubscription, async ({ ctx, actor, query }) => {
    await deletePushSubscription(ctx, actor, query.endpoint);
    return noContent;
  }),
  route(operations.explainNotification, async ({ ctx, actor, query }) =>
    ok(await explainNotification(ctx, actor, query.message_id.toLowerCase())),
  ),
];
