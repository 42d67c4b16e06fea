import { limits, type Message } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { canPost, canRead } from "../channels/channels.policy.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../database/database.ts";
import { commit } from "../database/transaction.ts";
import { authorise, ChatError } from "../errors.ts";
import type { StoredEvent } from "../events/event.ts";
import { insertEvent } from "../events/events.repository.ts";
import { commitOnce, type IdempotencyKey } from "../idempotency/commit-once.ts";
import { type LockedMessage, lockMessageForChange } from "../messages/message-lock.service.ts";
import { getMessage } from "../messages/messages.service.ts";
import type { Wire } from "../wire.ts";
import {
  countOtherEmoji,
  deleteReaction,
  insertReaction,
  saveReactions,
} from "./reactions.repository.ts";

/** Reacts to a message; who has reacted so already changes nothing. */
export async function addReaction(
  ctx: Context,
  actor: Actor,
  messageId: string,
  emoji: string,
  idempotency?: IdempotencyKey,
): Promise<{ message: Wire<Message>; created: boolean }> {
  const { repeated, result: created } = await commitOnce(ctx, actor, idempotency, async (tx) => {
    const locked = await lockForReaction(tx, actor, messageId);
    const reaction = { orgId: actor.orgId, messageId, userId: actor.userId, emoji };
    const max = limits.MESSAGE_REACTIONS_MAX;
    if ((await countOtherEmoji(tx, reaction)) >= max) {
      throw new ChatError("too_many_reactions", `a message takes at most ${max} different emoji`);
    }
    const added = await insertReaction(tx, reaction, ctx.now());
    return { result: added, events: added ? [await record(tx, locked, actor, emoji, "add")] : [] };
  });
  return { message: await getMessage(ctx, actor, messageId), created: created && !repeated };
}

/** Takes one's own reaction away; who has none changes nothing. */
export async function removeReaction(
  ctx: Context,
  actor: Actor,
  messageId: string,
  emoji: string,
): Promise<void> {
  await commit(ctx, async (tx) => {
    const locked = await lockForReaction(tx, actor, messageId);
    const reaction = { orgId: actor.orgId, messageId, userId: actor.userId, emoji };
    const removed = await deleteReaction(tx, reaction);
    const events = removed ? [await record(tx, locked, actor, emoji, "remove")] : [];
    return { result: undefined, events };
  });
}

async function lockForReaction(tx: Tx, actor: Actor, messageId: string): Promise<LockedMessage> {
  const locked = await lockMessageForChange(tx, actor, messageId);
  authorise(canRead(actor, locked.access));
  if (locked.message.deleted) {
    throw new ChatError("not_found");
  }
  authorise(canPost(actor, locked.access));
  return locked;
}

async function record(
  tx: Tx,
  { place, message }: LockedMessage,
  actor: Actor,
  emoji: string,
  action: "add" | "remove",
): Promise<StoredEvent> {
  const reactions = await saveReactions(tx, actor.orgId, message.id);
  const head = JSON.stringify({ message_id: message.id, emoji, action, user_id: actor.userId });
  return insertEvent(tx, {
    ...place,
    type: "reaction",
    messageId: message.id,
    userId: null,
    payload: `${head.slice(0, -1)},"reactions":${reactions}}`,
  });
}
