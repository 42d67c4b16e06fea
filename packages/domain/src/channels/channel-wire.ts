import type { Channel, ChannelState, Membership } from "@chat/contract";
import type { CallerChannelRow, ChannelRow } from "./channels.repository.ts";

/** A channel as every reader sees it. */
export function toChannelState(row: ChannelRow): ChannelState {
  return {
    id: row.id,
    org_id: row.org_id,
    type: row.type as ChannelState["type"],
    name: row.name,
    topic: row.topic,
    description: row.description,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    archived_at: row.archived_at?.toISOString() ?? null,
    member_count: row.member_count,
    last_message_at: row.last_message_at?.toISOString() ?? null,
    last_seq: row.last_seq,
  };
}

/** A channel as one caller sees it. */
export function toChannel(row: CallerChannelRow): Channel {
  return { ...toChannelState(row), membership: toMembership(row) };
}

function toMembership(row: CallerChannelRow): Membership | null {
  if (row.role === null || row.joined_at === null) {
    return null;
  }
  return {
    role: row.role as Membership["role"],
    joined_at: row.joined_at.toISOString(),
    last_read_seq: row.last_read_seq ?? 0,
    unread_count: row.unread_count,
    mention_count: row.mention_count,
    muted: row.muted ?? false,
    notify: (row.notify ?? "all") as Membership["notify"],
  };
}
