import * as deliveries from "../../../packages/domain/src/notifications/deliveries.repository.ts";
import * as notifications from "../../../packages/domain/src/notifications/notifications.repository.ts";
import { CHANNEL, messageId, ORG_ID, USER, userId } from "../seed/shape.ts";
import { farBehind, outsider, upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const NOW = new Date();
const read = { ...upToDate, isGuest: false };
const unread = { ...farBehind, isGuest: false };
const told = (seq: number) => messageId(CHANNEL.million, seq);
const key = {
  orgId: ORG_ID,
  notificationId: told(20),
  targetId: userId(USER.farBehind),
};

export const notificationCases: readonly CasesOf[] = [
  [
    notifications.listNotificationRows,
    {
      "the newest": (tx) =>
        notifications.listNotificationRows(tx, read, { beforeId: LAST_ID, limit: 51 }),
      "from the middle": (tx) =>
        notifications.listNotificationRows(tx, unread, { beforeId: told(15_000), limit: 201 }),
      "of somebody who has none": (tx) =>
        notifications.listNotificationRows(
          tx,
          { ...outsider, isGuest: false },
          { beforeId: LAST_ID, limit: 51 },
        ),
    },
  ],
  [
    notifications.countUnread,
    {
      "where all is read": (tx) => notifications.countUnread(tx, read),
      "where nothing is": (tx) => notifications.countUnread(tx, unread),
    },
  ],
  [
    notifications.markRead,
    {
      "as many as named": (tx) =>
        notifications.markRead(
          tx,
          unread,
          Array.from({ length: 200 }, (_, n) => told(n)),
          NOW,
        ),
    },
  ],
  [
    notifications.markSomeRead,
    { "of many": (tx) => notifications.markSomeRead(tx, unread, NOW, 1_000) },
  ],
  [notifications.findTold, { one: (tx) => notifications.findTold(tx, read, told(1_000)) }],
  [
    notifications.deleteOldNotifications,
    {
      "as many as go at once": (tx) => notifications.deleteOldNotifications(tx, NOW, 1_000),
      none: (tx) => notifications.deleteOldNotifications(tx, new Date(0), 1_000),
    },
  ],
  [
    deliveries.listDueDeliveries,
    { "of many": (tx) => deliveries.listDueDeliveries(tx, "mail", NOW, 1_000) },
  ],
  [deliveries.claimDelivery, { one: (tx) => deliveries.claimDelivery(tx, key, NOW, NOW) }],
  [deliveries.findNotice, { one: (tx) => deliveries.findNotice(tx, key) }],
  [
    deliveries.settleDelivery,
    {
      one: (tx) => deliveries.settleDelivery(tx, key, { state: "sent", reason: null, at: NOW }),
    },
  ],
  [
    deliveries.postponeDelivery,
    {
      one: (tx) => deliveries.postponeDelivery(tx, key, { dueAt: NOW, reason: "dnd", attempts: 0 }),
    },
  ],
  [deliveries.listDeliveries, { one: (tx) => deliveries.listDeliveries(tx, ORG_ID, told(20)) }],
];
