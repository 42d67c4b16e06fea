import type { MemberRole } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { ChannelAccess } from "../channels/channel-access.ts";
import { canManage, canManageOwners, canRead } from "../channels/channels.policy.ts";
import type { Verdict } from "../errors.ts";

/** Private and direct channels are entered by invitation only. */
export function canJoin(actor: Actor, access: ChannelAccess): Verdict {
  const readable = canRead(actor, access);
  if (readable !== "allowed" || access.role !== null) {
    return readable;
  }
  return access.archived ? "channel_archived" : "allowed";
}

/** Members add members; a higher role is granted by those who may grant it. */
export function canAddMember(actor: Actor, access: ChannelAccess, granted: MemberRole): Verdict {
  const readable = canRead(actor, access);
  if (readable !== "allowed") {
    return readable;
  }
  if (access.type === "direct") {
    return "direct_channel";
  }
  const grants = canGrant(actor, access, granted);
  if (grants !== "allowed") {
    return grants;
  }
  return access.archived ? "channel_archived" : "allowed";
}

function canGrant(actor: Actor, access: ChannelAccess, granted: MemberRole): Verdict {
  if (granted === "owner") {
    return canManageOwners(actor, access);
  }
  if (granted === "admin") {
    return canManage(actor, access);
  }
  return access.role === null ? "not_a_member" : "allowed";
}

/** Granting or taking a role needs the right to grant it, and to take the one held. */
export function canChangeRole(
  actor: Actor,
  access: ChannelAccess,
  from: MemberRole,
  to: MemberRole,
): Verdict {
  const ownership = from === "owner" || to === "owner";
  const grants = ownership ? canManageOwners(actor, access) : canManage(actor, access);
  return grants === "allowed" && access.archived ? "channel_archived" : grants;
}

/** Removing an owner takes `owner` away. Nobody is removed from a direct channel. */
export function canRemoveMember(
  actor: Actor,
  access: ChannelAccess,
  removed: MemberRole | null,
): Verdict {
  return removed === "owner" ? canManageOwners(actor, access) : canManage(actor, access);
}

export function canLeave(actor: Actor, access: ChannelAccess): Verdict {
  const readable = canRead(actor, access);
  if (readable !== "allowed") {
    return readable;
  }
  return access.type === "direct" ? "direct_channel" : "allowed";
}

/** The last owner goes only when nobody stays behind. */
export function canStopOwning(ownerCount: number, memberCount: number): Verdict {
  return ownerCount <= 1 && memberCount > 1 ? "last_owner" : "allowed";
}
