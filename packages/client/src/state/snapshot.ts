import type { Channel, Member, Message } from "@chat/contract";
import type { ChannelParts, Thread } from "./fold-parts.ts";

/**
 * A channel as it was at one moment. `live`: every event so far is in it.
 * `stale`: events were lost, and it is being fetched anew; it shows what was
 * known before. `gone`: it was deleted, or the user may no longer see it.
 */
export interface ChannelSnapshot {
  readonly status: "live" | "stale" | "gone";
  readonly channel: Channel;
  /** Without replies, newest first. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  /** Newest first, replies included. */
  readonly pinned: readonly Message[];
  /** By user id. */
  readonly members: readonly Member[];
  readonly hasMoreMembers: boolean;
  /** The open ones, by the id of their root. */
  readonly threads: ReadonlyMap<string, ThreadSnapshot>;
}

export interface ThreadSnapshot {
  readonly root: Message;
  /** Oldest first. */
  readonly replies: readonly Message[];
  readonly hasMore: boolean;
}

export function toSnapshot(
  status: ChannelSnapshot["status"],
  channel: Channel,
  parts: ChannelParts,
): ChannelSnapshot {
  return {
    status,
    channel,
    messages: parts.history.flatMap(({ items }) => items),
    hasOlder: parts.olderCursor !== null,
    pinned: parts.pins.items,
    members: parts.members.flatMap(({ items }) => items),
    hasMoreMembers: parts.membersCursor !== null,
    threads: new Map([...parts.threads].flatMap(([id, thread]) => threadEntry(id, thread))),
  };
}

function threadEntry(id: string, { root, pages, cursor }: Thread): [string, ThreadSnapshot][] {
  const [message] = root.items;
  const replies = pages.flatMap(({ items }) => items);
  return message ? [[id, { root: message, replies, hasMore: cursor !== null }]] : [];
}
