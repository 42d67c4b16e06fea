import { randomUUID } from "node:crypto";
import * as preferences from "../../../packages/domain/src/notifications/preferences.repository.ts";
import * as subscriptions from "../../../packages/domain/src/notifications/push-subscriptions.repository.ts";
import { CHANNEL, messageId, ORG_ID } from "../seed/shape.ts";
import { farBehind } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const SUBSCRIPTION = messageId(CHANNEL.million, 6);
const keys = { p256dh: "key", auth: "secret", at: new Date() };

export const pushSubscriptionCases: readonly CasesOf[] = [
  [preferences.findPreferences, { one: (tx) => preferences.findPreferences(tx, farBehind) }],
  [
    preferences.updatePreferences,
    {
      one: (tx) =>
        preferences.updatePreferences(tx, farBehind, { keywords: null, push: true, mail: null }),
    },
  ],
  [
    subscriptions.upsertSubscription,
    {
      "another's": (tx) =>
        subscriptions.upsertSubscription(tx, farBehind, {
          id: randomUUID(),
          endpoint: "https://push.example.com/30000",
          ...keys,
        }),
    },
  ],
  [
    subscriptions.findSubscription,
    { one: (tx) => subscriptions.findSubscription(tx, farBehind, SUBSCRIPTION) },
  ],
  [
    subscriptions.deleteOldestSubscriptions,
    { "of few": (tx) => subscriptions.deleteOldestSubscriptions(tx, farBehind, 1) },
  ],
  [
    subscriptions.deleteSubscriptionByEndpoint,
    {
      one: (tx) =>
        subscriptions.deleteSubscriptionByEndpoint(tx, farBehind, "https://push.example.com/6"),
    },
  ],
  [
    subscriptions.deleteSubscription,
    { one: (tx) => subscriptions.deleteSubscription(tx, ORG_ID, SUBSCRIPTION) },
  ],
];
