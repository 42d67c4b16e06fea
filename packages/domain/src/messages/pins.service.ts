import { limits, type Message } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { canPost, canRead } from "../channels/channels.policy.ts";
import type { Context } from "../context.ts";
import { commit } from "../database/transaction.ts";
import { authorise, ChatError } from "../errors.ts";
import { insertEvent } from "../events/events.repository.ts";
import type { Wire } from "../wire.ts";
import { countPins, setPin } from "./message-changes.repository.ts";
import { lockMessageForChange } from "./message-lock.service.ts";
import { getMessage } from "./messages.service.ts";

/** Pins a message to its channel; pinning a pinned one changes nothing. */
export async function pinMessage(
  ctx: Context,
  actor: Actor,
  messageId: string,
): Promise<Wire<Message>> {
  const pinned = await changePin(ctx, actor, messageId, true);
  return pinned ?? getMessage(ctx, actor, messageId);
}

/** Takes a pin away; a message that is not pinned stays so. */
export async function unpinMessage(ctx: Context, actor: Actor, messageId: string): Promise<void> {
  await changePin(ctx, actor, messageId, false);
}

/** Answers with the message if anything changed. */
async function changePin(
  ctx: Context,
  actor: Actor,
  messageId: string,
  pinned: boolean,
): Promise<Wire<Message> | undefined> {
  return commit<Wire<Message> | undefined>(ctx, async (tx) => {
    const { place, message, access } = await lockMessageForChange(tx, actor, messageId);
    authorise(canRead(actor, access));
    if (message.deleted) {
      throw new ChatError("not_found");
    }
    authorise(canPost(actor, access));
    if (message.pinned === pinned) {
      return { result: undefined, events: [] };
    }
    const max = limits.CHANNEL_PINS_MAX;
    if (pinned && (await countPins(tx, place, max)) >= max) {
      throw new ChatError("too_many_pins", `a channel holds at most ${max} pins`);
    }
    const pin = pinned ? { at: ctx.now(), by: actor.userId } : null;
    const changed = await setPin(tx, actor.orgId, messageId, pin);
    const payload = JSON.stringify({
      message_id: messageId,
      pinned_at: pin?.at.toISOString() ?? null,
      pinned_by: pin?.by ?? null,
    });
    const event = { ...place, type: "pin", messageId, userId: null, payload };
    return { result: changed, events: [await insertEvent(tx, event)] };
  });
}
