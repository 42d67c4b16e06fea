import {
  type Channel,
  type DurableEvent,
  limits,
  type Membership,
  type Message,
  type ReadMarker,
} from "@chat/contract";

/**
 * A channel, as its user sees it, after one of its events; undefined: it is
 * gone. Its `last_seq` says which events it knows of.
 */
export function foldChannel(
  channel: Channel,
  event: DurableEvent,
  userId: string,
): Channel | undefined {
  if (event.seq <= channel.last_seq) {
    return channel;
  }
  const next = { ...channel, last_seq: event.seq };
  switch (event.type) {
    case "message": {
      const { created_at: last_message_at } = event.payload;
      return { ...next, last_message_at, membership: foldPost(channel, event.payload, userId) };
    }
    case "channel_update":
      return { ...event.payload, membership: channel.membership };
    case "channel_delete":
      return undefined;
    case "member_join":
      return {
        ...next,
        member_count: event.payload.member_count,
        membership: event.payload.user_id === userId ? foldJoin(channel, event) : next.membership,
      };
    case "member_leave":
      return {
        ...next,
        member_count: event.payload.member_count,
        membership: event.payload.user_id === userId ? null : next.membership,
      };
    default:
      return next;
  }
}

/** A channel after its user's marker was moved, here or on another device. */
export function foldRead(channel: Channel, marker: ReadMarker): Channel {
  const { last_read_seq, unread_count, mention_count } = marker;
  return channel.membership === null
    ? channel
    : {
        ...channel,
        membership: { ...channel.membership, last_read_seq, unread_count, mention_count },
      };
}

/**
 * Whether the counts of what is unread may be wrong after the event, since it
 * does not say all that they are derived from: then the channel is fetched anew.
 *
 * @param channel before the event
 */
export function leavesCountsUnsure(
  { membership }: Channel,
  event: DurableEvent,
  userId: string,
): boolean {
  if (membership === null) {
    return false;
  }
  switch (event.type) {
    case "message_delete":
      return membership.unread_count > 0 || membership.mention_count > 0;
    case "message_update": {
      const { seq, user_id } = event.payload;
      return seq > membership.last_read_seq && user_id !== userId;
    }
    default:
      return false;
  }
}

/** Unread is what others posted after the marker; replies only where they mention the user. */
function foldPost({ membership }: Channel, message: Message, userId: string): Membership | null {
  // Deleted since: it is replayed without the mentions that it had.
  if (membership === null || message.user_id === userId || message.deleted_at !== null) {
    return membership;
  }
  const { mentions } = message;
  const mentioned = mentions.channel || mentions.user_ids.includes(userId);
  return {
    ...membership,
    unread_count: capped(membership.unread_count + Number(message.thread_id === null)),
    mention_count: capped(membership.mention_count + Number(mentioned)),
  };
}

function capped(count: number): number {
  return Math.min(count, limits.UNREAD_COUNT_MAX);
}

/** Who comes has read everything so far; who was there has only another role. */
function foldJoin(
  { membership }: Channel,
  { payload, seq }: Extract<DurableEvent, { type: "member_join" }>,
): Membership {
  const { role, joined_at } = payload;
  const settings = membership ?? {
    last_read_seq: seq,
    unread_count: 0,
    mention_count: 0,
    muted: false,
    notify: "all",
  };
  return { ...settings, role, joined_at };
}
