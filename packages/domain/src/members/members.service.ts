import { type Channel, limits, type Member, type MemberRole } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { lockForChange } from "../channels/channel-lock.service.ts";
import { canRead } from "../channels/channels.policy.ts";
import { getChannel } from "../channels/channels.service.ts";
import type { Context } from "../context.ts";
import { CURSOR_FIRST_ID, CURSOR_UUID, decodeCursor, encodeCursor } from "../cursor.ts";
import type { Tx } from "../database/database.ts";
import { commit } from "../database/transaction.ts";
import { authorise, ChatError, found } from "../errors.ts";
import { commitOnce, type IdempotencyKey } from "../idempotency/commit-once.ts";
import { toViewer } from "../users/users.policy.ts";
import { listVisibleUserIds } from "../users/users.repository.ts";
import { toMember } from "./member-wire.ts";
import {
  canAddMember,
  canJoin,
  canLeave,
  canRemoveMember,
  canStopOwning,
} from "./members.policy.ts";
import {
  countOwners,
  findMember,
  findMemberPage,
  listMemberIdsAmong,
  type MemberRow,
} from "./members.repository.ts";
import { addMembers, endMembership } from "./membership.service.ts";

/** Joins a public channel; joining again changes nothing. */
export async function joinChannel(ctx: Context, actor: Actor, channelId: string): Promise<Channel> {
  await commit(ctx, async (tx) => {
    const { access } = await lockForChange(tx, actor, channelId);
    authorise(canJoin(actor, access));
    const joins = access.role === null ? [{ userId: actor.userId, role: "member" as const }] : [];
    const events =
      joins.length === 0 ? [] : await addMembers(tx, actor.orgId, channelId, joins, ctx.now());
    return { result: undefined, events };
  });
  return getChannel(ctx, actor, channelId);
}

/** Leaves a channel; who is no member has left already. */
export async function leaveChannel(ctx: Context, actor: Actor, channelId: string): Promise<void> {
  await commit(ctx, async (tx) => {
    const { channel, membership, access } = await lockForChange(tx, actor, channelId);
    authorise(canLeave(actor, access));
    if (!membership) {
      return { result: undefined, events: [] };
    }
    await authoriseEndOfOwner(tx, actor.orgId, channelId, membership, channel.member_count);
    const events = await endMembership(tx, actor.orgId, channelId, actor.userId);
    return { result: undefined, events };
  });
}

async function authoriseEndOfOwner(
  tx: Tx,
  orgId: string,
  channelId: string,
  member: MemberRow,
  memberCount: number,
): Promise<void> {
  if (member.role === "owner") {
    authorise(canStopOwning(await countOwners(tx, orgId, channelId), memberCount));
  }
}

/** Adds a user of the organisation; adding a member changes nothing. */
export async function addMember(
  ctx: Context,
  actor: Actor,
  channelId: string,
  input: { userId: string; role: MemberRole },
  idempotency?: IdempotencyKey,
): Promise<{ member: Member; created: boolean }> {
  type Added = { member: Member; created: boolean };
  const { repeated, result } = await commitOnce<Added>(ctx, actor, idempotency, async (tx) => {
    const { access } = await lockForChange(tx, actor, channelId);
    authorise(canAddMember(actor, access, input.role));
    const known = await listVisibleUserIds(tx, toViewer(actor), [input.userId]);
    if (!known.has(input.userId)) {
      throw new ChatError("not_found", `user_id: there is no user ${input.userId}`);
    }
    const present = await findMember(tx, actor.orgId, channelId, input.userId);
    if (present) {
      return { result: { member: toMember(present), created: false }, events: [] };
    }
    const at = ctx.now();
    const events = await addMembers(tx, actor.orgId, channelId, [input], at);
    const member = { user_id: input.userId, role: input.role, joined_at: at.toISOString() };
    return { result: { member, created: true }, events };
  });
  return repeated
    ? { member: await getMember(ctx, actor, channelId, input.userId), created: false }
    : result;
}

/** A member as they are now, of a channel that the caller may read. */
async function getMember(
  ctx: Context,
  actor: Actor,
  channelId: string,
  userId: string,
): Promise<Member> {
  await getChannel(ctx, actor, channelId);
  return toMember(found(await findMember(ctx.db, actor.orgId, channelId, userId)));
}

/** Removes a member; removing somebody who is none changes nothing. */
export async function removeMember(
  ctx: Context,
  actor: Actor,
  channelId: string,
  userId: string,
): Promise<void> {
  if (userId === actor.userId) {
    return leaveChannel(ctx, actor, channelId);
  }
  await commit(ctx, async (tx) => {
    const { channel, access } = await lockForChange(tx, actor, channelId);
    const removed = await findMember(tx, actor.orgId, channelId, userId);
    authorise(canRemoveMember(actor, access, (removed?.role ?? null) as MemberRole | null));
    if (!removed) {
      return { result: undefined, events: [] };
    }
    await authoriseEndOfOwner(tx, actor.orgId, channelId, removed, channel.member_count);
    const events = await endMembership(tx, actor.orgId, channelId, userId);
    return { result: undefined, events };
  });
}

/** Which of the users are members of a channel, deleted or not: for whom its end is told. */
export async function listMembersAmong(
  ctx: Pick<Context, "db">,
  orgId: string,
  channelId: string,
  userIds: readonly string[],
): Promise<string[]> {
  return listMemberIdsAmong(ctx.db, orgId, channelId, userIds);
}

/** The members of a channel that the caller may read, by user id. */
export async function listMembers(
  ctx: Context,
  actor: Actor,
  channelId: string,
  query: { limit?: number; cursor?: string },
): Promise<{ items: Member[]; next_cursor: string | null; as_of_seq: number }> {
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const [afterUserId = CURSOR_FIRST_ID] = query.cursor
    ? decodeCursor("listMembers", query.cursor, [CURSOR_UUID])
    : [];
  const page = found(
    await findMemberPage(ctx.db, actor, channelId, { afterUserId, limit: limit + 1 }),
  );
  authorise(canRead(actor, page.access));
  const items = page.rows.slice(0, limit).map(toMember);
  const last = items.at(-1);
  const more = page.rows.length > limit && last;
  return {
    items,
    next_cursor: more ? encodeCursor("listMembers", [last.user_id]) : null,
    as_of_seq: page.lastSeq,
  };
}
