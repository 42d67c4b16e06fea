import type { Member, MemberRole, Membership } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { lockForChange } from "../channels/channel-lock.service.ts";
import { canActAsMember, canManage } from "../channels/channels.policy.ts";
import { getChannel } from "../channels/channels.service.ts";
import type { Context } from "../context.ts";
import { commit } from "../database/transaction.ts";
import { authorise, ChatError, found } from "../errors.ts";
import { insertEvent } from "../events/events.repository.ts";
import { toMember } from "./member-wire.ts";
import { canChangeRole, canStopOwning } from "./members.policy.ts";
import {
  countOwners,
  findMember,
  updateMemberRole,
  updateMembershipSettings,
} from "./members.repository.ts";
import { joinPayload } from "./membership.service.ts";

/** Gives a member another role; the one held already changes nothing. */
export async function changeMemberRole(
  ctx: Context,
  actor: Actor,
  channelId: string,
  userId: string,
  role: MemberRole,
): Promise<Member> {
  return commit(ctx, async (tx) => {
    const { channel, access } = await lockForChange(tx, actor, channelId);
    authorise(canManage(actor, access));
    const row = found(await findMember(tx, actor.orgId, channelId, userId));
    const member = toMember(row);
    authorise(canChangeRole(actor, access, member.role, role));
    if (member.role === role) {
      return { result: member, events: [] };
    }
    if (member.role === "owner") {
      const owners = await countOwners(tx, actor.orgId, channelId);
      authorise(canStopOwning(owners, channel.member_count));
    }
    await updateMemberRole(tx, actor.orgId, channelId, userId, role);
    const changed = { ...member, role };
    const payload = joinPayload(changed, channel.member_count);
    const event = { orgId: actor.orgId, channelId, type: "member_join", userId, payload };
    return { result: changed, events: [await insertEvent(tx, event)] };
  });
}

/** Mutes a channel for the caller, or changes what of it notifies; what is absent stays. */
export async function changeMembership(
  ctx: Context,
  actor: Actor,
  channelId: string,
  input: { muted?: boolean; notify?: Membership["notify"] },
): Promise<Membership> {
  const channel = await getChannel(ctx, actor, channelId);
  const role = channel.membership?.role ?? null;
  const archived = channel.archived_at !== null;
  authorise(canActAsMember(actor, { type: channel.type, archived, role }));
  const settings = { muted: input.muted ?? null, notify: input.notify ?? null };
  await updateMembershipSettings(ctx.db, actor.orgId, channelId, actor.userId, settings);
  const { membership } = await getChannel(ctx, actor, channelId);
  if (membership === null) {
    throw new ChatError("not_a_member");
  }
  return membership;
}
