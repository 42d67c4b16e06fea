import Type from "typebox";
import {
  NOTIFICATION_READ_IDS_MAX,
  PUSH_ENDPOINT_LENGTH_MAX,
  PUSH_KEY_LENGTH_MAX,
} from "../limits.ts";
import { Closed, Text, Uuid } from "../primitives.ts";
import { NextCursor, pageQuery } from "../resources/list.ts";
import {
  Keywords,
  Notification,
  NotificationExplanation,
  NotificationPreferences,
  PushSubscription,
} from "../resources/notification.ts";
import { UnreadCount } from "../resources/read-marker.ts";
import { defineOperation } from "./operation.ts";

const Endpoint = Text(1, PUSH_ENDPOINT_LENGTH_MAX, {
  description: "The URL that the browser's subscription has",
  examples: ["https://push.example.com/send/abc"],
});

export const listNotifications = defineOperation({
  id: "listNotifications",
  tag: "notifications",
  summary: "What the caller was told of, newest first",
  description:
    "Messages that were deleted, or that the caller may not read any more, are left out. `unread_count` counts all pages.",
  method: "GET",
  path: "/notifications",
  query: Type.Object(pageQuery),
  answers: {
    200: Closed(
      { items: Type.Array(Notification), next_cursor: NextCursor, unread_count: UnreadCount },
      { title: "NotificationList" },
    ),
  },
  errors: ["invalid_cursor"],
});

export const markNotificationsRead = defineOperation({
  id: "markNotificationsRead",
  tag: "notifications",
  summary: "Mark notifications as read",
  description:
    "Those named; without names all that there are. Channels and threads stay as unread as they were.",
  method: "POST",
  path: "/notifications/read",
  body: Closed({
    notification_ids: Type.Optional(
      Type.Array(Uuid, { minItems: 1, maxItems: NOTIFICATION_READ_IDS_MAX }),
    ),
  }),
  answers: { 200: Closed({ unread_count: UnreadCount }, { title: "NotificationsUnread" }) },
  errors: [],
});

export const getNotificationPreferences = defineOperation({
  id: "getNotificationPreferences",
  tag: "notifications",
  summary: "How the caller wants to be told",
  method: "GET",
  path: "/notifications/preferences",
  answers: { 200: NotificationPreferences },
  errors: [],
});

export const updateNotificationPreferences = defineOperation({
  id: "updateNotificationPreferences",
  tag: "notifications",
  summary: "Change how the caller wants to be told",
  description: "Absent fields stay as they are.",
  method: "PUT",
  path: "/notifications/preferences",
  body: Closed({
    keywords: Type.Optional(Keywords),
    push: Type.Optional(Type.Boolean()),
    mail: Type.Optional(Type.Boolean()),
  }),
  answers: { 200: NotificationPreferences },
  errors: [],
});

export const createPushSubscription = defineOperation({
  id: "createPushSubscription",
  tag: "notifications",
  summary: "Have push messages sent to a browser",
  description:
    "`endpoint` and `keys` of the browser's `PushSubscription`. The oldest subscription goes where there are too many; an endpoint belongs to who named it last.",
  method: "POST",
  path: "/notifications/push-subscriptions",
  body: Closed({
    endpoint: Endpoint,
    keys: Closed({
      p256dh: Text(1, PUSH_KEY_LENGTH_MAX, { description: "A P-256 public key in base64url" }),
      auth: Text(1, PUSH_KEY_LENGTH_MAX, { description: "16 bytes in base64url" }),
    }),
  }),
  answers: { 200: PushSubscription, 201: PushSubscription },
  errors: ["push_off"],
});

export const deletePushSubscription = defineOperation({
  id: "deletePushSubscription",
  tag: "notifications",
  summary: "Have no push messages sent to a browser any more",
  method: "DELETE",
  path: "/notifications/push-subscriptions",
  query: Type.Object({ endpoint: Endpoint }),
  answers: { 204: null },
  errors: [],
});

export const explainNotification = defineOperation({
  id: "explainNotification",
  tag: "notifications",
  summary: "Why the caller was, or was not, told of a message",
  method: "GET",
  path: "/notifications/explain",
  query: Type.Object({ message_id: Uuid }),
  answers: { 200: NotificationExplanation },
  errors: ["not_found"],
});
