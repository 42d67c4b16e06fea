import { type BodyOf, limits, type operations, type PushSubscription } from "@chat/contract";
import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { ChatError } from "../errors.ts";
import { commitOnce, type IdempotencyKey } from "../idempotency/commit-once.ts";
import type { PushSetup } from "./preferences.service.ts";
import { checkKeys, readEndpoint } from "./push-endpoint.ts";
import {
  deleteOldestSubscriptions,
  deleteSubscriptionByEndpoint,
  findSubscription,
  type SubscriptionRow,
  upsertSubscription,
} from "./push-subscriptions.repository.ts";

/** What was asked for is there; false: it was there before. */
export interface Subscribed {
  readonly subscription: PushSubscription;
  readonly created: boolean;
}

/**
 * Has the caller's push messages sent to a browser. An endpoint belongs to one
 * user: somebody else who signs in with the same browser takes it over.
 */
export async function createPushSubscription(
  ctx: Context,
  actor: Actor,
  input: BodyOf<typeof operations.createPushSubscription>,
  push: PushSetup | undefined,
  idempotency: IdempotencyKey | undefined,
): Promise<Subscribed> {
  if (!push) {
    throw new ChatError("push_off");
  }
  const endpoint = readEndpoint(input.endpoint, push);
  checkKeys(input.keys);
  const id = uuidv7();
  const wanted = { id, endpoint, ...input.keys, at: ctx.now() };
  const { repeated, result } = await commitOnce(ctx, actor, idempotency, async (tx) => {
    const row = await upsertSubscription(tx, actor, wanted);
    await deleteOldestSubscriptions(tx, actor, limits.PUSH_SUBSCRIPTIONS_MAX);
    return { result: { id: row.id }, events: [] };
  });
  const row = await findSubscription(ctx.db, actor, result.id);
  const present = row ?? { id: result.id, endpoint, createdAt: ctx.now() };
  return { subscription: toSubscription(present), created: !repeated && result.id === id };
}

function toSubscription({ id, endpoint, createdAt }: SubscriptionRow): PushSubscription {
  return { id, endpoint, created_at: createdAt.toISOString() };
}

/** Sends nothing to that endpoint any more; one that is not the caller's stays. */
export async function deletePushSubscription(
  ctx: Context,
  actor: Actor,
  endpoint: string,
): Promise<void> {
  const url = URL.canParse(endpoint) ? new URL(endpoint).href : endpoint;
  await deleteSubscriptionByEndpoint(ctx.db, actor, url);
}
