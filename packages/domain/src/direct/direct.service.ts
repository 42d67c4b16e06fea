import type { Channel } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { getChannel } from "../channels/channels.service.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../database/database.ts";
import type { Work } from "../database/transaction.ts";
import { authorise, found } from "../errors.ts";
import { commitOnce, type IdempotencyKey } from "../idempotency/commit-once.ts";
import { addMembers } from "../members/membership.service.ts";
import { newId } from "../new-id.ts";
import { toViewer } from "../users/users.policy.ts";
import { listVisibleUserIds } from "../users/users.repository.ts";
import { findDirectChannelId, insertDirectChannel, type Pair } from "./direct.repository.ts";

/** The direct channel with a user that the caller may see, made if there is none. */
export async function openDm(
  ctx: Context,
  actor: Actor,
  userId: string,
  idempotency?: IdempotencyKey,
): Promise<{ channel: Channel; created: boolean }> {
  await authoriseDm(ctx, actor, userId);
  const pair = toPair(actor.userId, userId);
  const known = await findDirectChannelId(ctx.db, actor.orgId, pair);
  const { repeated, result } =
    known && !idempotency
      ? { repeated: false, result: { id: known, created: false } }
      : await commitOnce(ctx, actor, idempotency, (tx) =>
          createDirectChannel(tx, actor, pair, ctx.now()),
        );
  const channel = await getChannel(ctx, actor, result.id);
  return { channel, created: result.created && !repeated };
}

/** Whoever may see a user may write to them. */
async function authoriseDm(ctx: Context, actor: Actor, userId: string): Promise<void> {
  const visible = await listVisibleUserIds(ctx.db, toViewer(actor), [userId]);
  authorise(visible.has(userId) ? "allowed" : "not_found");
}

/** The direct channel with a user, if there is one. */
export async function getDm(ctx: Context, actor: Actor, userId: string): Promise<Channel> {
  const pair = toPair(actor.userId, userId);
  const id = found(await findDirectChannelId(ctx.db, actor.orgId, pair));
  return getChannel(ctx, actor, id);
}

/** Of two that come at once, one makes the channel, and the other waits for it. */
async function createDirectChannel(
  tx: Tx,
  { orgId, userId }: Actor,
  pair: Pair,
  at: Date,
): Promise<Work<{ id: string; created: boolean }>> {
  const id = newId();
  if (!(await insertDirectChannel(tx, { orgId, id, pair, createdBy: userId, at }))) {
    const winner = found(await findDirectChannelId(tx, orgId, pair));
    return { result: { id: winner, created: false }, events: [] };
  }
  const participants = [...new Set([pair.low, pair.high])];
  const members = participants.map((userId) => ({ userId, role: "member" as const }));
  return { result: { id, created: true }, events: await addMembers(tx, orgId, id, members, at) };
}

function toPair(one: string, other: string): Pair {
  return one < other ? { low: one, high: other } : { low: other, high: one };
}
