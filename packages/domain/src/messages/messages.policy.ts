import type { Actor } from "../actor.ts";
import type { ChannelAccess } from "../channels/channel-access.ts";
import { canActAsMember, canPost, canRead } from "../channels/channels.policy.ts";
import type { Verdict } from "../errors.ts";

/** Its author alone, while he may post. */
export function canEdit(actor: Actor, access: ChannelAccess, isAuthor: boolean): Verdict {
  const member = canActAsMember(actor, access);
  return member === "allowed" && !isAuthor ? "forbidden" : canPost(actor, access);
}

/**
 * Its author while he may post, and those who moderate: owners and admins of
 * the channel, admins of the organisation in public ones. In a direct channel
 * nobody moderates.
 */
export function canDelete(actor: Actor, access: ChannelAccess, isAuthor: boolean): Verdict {
  const readable = canRead(actor, access);
  if (readable !== "allowed") {
    return readable;
  }
  const { type, role, archived } = access;
  const moderates = role === "owner" || role === "admin";
  const orgAdmin = type === "public" && actor.role === "admin";
  if (isAuthor ? role !== null || orgAdmin : type !== "direct" && (moderates || orgAdmin)) {
    return archived ? "channel_archived" : "allowed";
  }
  return role === null ? "not_a_member" : "forbidden";
}
