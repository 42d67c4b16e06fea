import type { ReadMarker, ReadMarkerVersion } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { toAccess } from "../channels/channel-access.ts";
import { canActAsMember } from "../channels/channels.policy.ts";
import type { Context } from "../context.ts";
import { authorise, ChatError, found, invalid } from "../errors.ts";
import { tellUnread } from "../notifications/tell-unread.service.ts";
import {
  findReadTarget,
  findThreadReadTarget,
  moveChannelMarker,
  moveThreadMarker,
} from "./read-markers.repository.ts";

/**
 * Marks a channel read up to a message, or up to now. The marker never moves
 * back, unless `force` sets it to just before the message.
 */
export async function markChannelRead(
  ctx: Context,
  actor: Actor,
  channelId: string,
  input: { message_id?: string; force?: boolean },
): Promise<ReadMarker> {
  const messageId = input.message_id ?? null;
  const force = input.force ?? false;
  const target = found(await findReadTarget(ctx.db, actor, channelId, messageId));
  authorise(canActAsMember(actor, toAccess(target)));
  if (messageId === null && force) {
    throw invalid("body.force", "needs body.message_id, the first unread");
  }
  const seq = messageId === null ? null : knownSeq(target.messageSeq, messageId);
  const move = { seq: force && seq !== null ? seq - 1 : seq, force };
  const moved = await moveChannelMarker(ctx.db, actor, channelId, move);
  if (!moved) {
    throw new ChatError("not_a_member");
  }
  tellOtherDevices(ctx, actor, channelId, moved);
  const { version: _version, ...marker } = moved;
  return marker;
}

function tellOtherDevices(
  ctx: Context,
  { orgId, userId }: Actor,
  channelId: string,
  payload: ReadMarkerVersion,
): void {
  const timestamp = ctx.now().toISOString();
  const frame = JSON.stringify({ type: "read", channel_id: channelId, timestamp, payload });
  ctx.signal({ kind: "user", orgId, userId, frame });
}

/**
 * Marks a thread read up to a message of it, or up to its newest reply; never
 * back. The user's other devices hear what it leaves unread of notifications.
 */
export async function markThreadRead(
  ctx: Context,
  actor: Actor,
  messageId: string,
  input: { message_id?: string },
): Promise<ReadMarker> {
  const upTo = input.message_id ?? null;
  const target = found(await findThreadReadTarget(ctx.db, actor, messageId, upTo));
  authorise(canActAsMember(actor, toAccess(target)));
  const seq = upTo === null ? target.newestSeq : knownSeq(target.messageSeq, upTo);
  const marker = await moveThreadMarker(ctx.db, actor, target.rootId, seq);
  await tellUnread(ctx, actor);
  return marker;
}

function knownSeq(seq: number | null, messageId: string): number {
  if (seq === null) {
    throw new ChatError("not_found", `message_id: there is no message ${messageId} here`);
  }
  return seq;
}
