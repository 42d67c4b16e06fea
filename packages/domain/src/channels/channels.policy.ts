import type { Actor } from "../actor.ts";
import type { Verdict } from "../errors.ts";
import type { ChannelAccess } from "./channel-access.ts";

/** See it, read its history, search in it, subscribe to it. */
export function canRead(actor: Actor, { type, role }: ChannelAccess): Verdict {
  const open = type === "public" && actor.role !== "guest";
  return role !== null || open ? "allowed" : "not_found";
}

/** What members do for themselves, in an archived channel too: read markers, mute, notifications. */
export function canActAsMember(actor: Actor, access: ChannelAccess): Verdict {
  const readable = canRead(actor, access);
  return readable === "allowed" && access.role === null ? "not_a_member" : readable;
}

/** Post, react, pin, upload into, type. What is invisible is not found before any other rule. */
export function canPost(actor: Actor, access: ChannelAccess): Verdict {
  const member = canActAsMember(actor, access);
  return member === "allowed" && access.archived ? "channel_archived" : member;
}

export function canCreateChannel(actor: Actor): Verdict {
  return actor.role === "guest" ? "forbidden" : "allowed";
}

/** Archive, delete; change, grant or take `admin`; remove another. */
export function canManage(actor: Actor, access: ChannelAccess): Verdict {
  const readable = canRead(actor, access);
  if (readable !== "allowed") {
    return readable;
  }
  if (access.type === "direct") {
    return "direct_channel";
  }
  const manages = access.role === "owner" || access.role === "admin";
  const orgAdmin = access.type === "public" && actor.role === "admin";
  if (manages || orgAdmin) {
    return "allowed";
  }
  return access.role === null ? "not_a_member" : "forbidden";
}

/** Rename or change: managing what is not read-only. */
export function canChange(actor: Actor, access: ChannelAccess): Verdict {
  const manages = canManage(actor, access);
  return manages === "allowed" && access.archived ? "channel_archived" : manages;
}

/** Grant or take `owner`. */
export function canManageOwners(actor: Actor, access: ChannelAccess): Verdict {
  const manages = canManage(actor, access);
  if (manages !== "allowed") {
    return manages;
  }
  const orgAdmin = access.type === "public" && actor.role === "admin";
  return access.role === "owner" || orgAdmin ? "allowed" : "forbidden";
}
