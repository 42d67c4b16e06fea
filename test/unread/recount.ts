import assert from "node:assert/strict";
import type { Channel, Message } from "@chat/contract";
import type { WorldUser } from "../support/world.ts";
import { toMarker } from "./compare.ts";
import type { Marker } from "./model.ts";

/**
 * Holds the user's marker of a channel at rest, if he is in it, against the
 * messages that the API lists.
 *
 * @param earliest what the marker has not gone behind
 */
export async function compareWithList(
  user: WorldUser,
  channelId: string,
  earliest: number,
): Promise<void> {
  const answer = await user.rest("GET", `/channels/${channelId}`);
  const channel: Channel | undefined = answer.status === 404 ? undefined : answer.body;
  const marker = channel ? toMarker(channel) : null;
  if (!channel || marker === null) {
    return;
  }
  const messages = await listAll(user, channelId);
  assert.ok(marker.last_read_seq <= channel.last_seq && marker.last_read_seq >= earliest);
  assert.deepEqual(marker, recount(messages, user.id, marker.last_read_seq));
  for (const root of messages.filter(({ reply_count: replies }) => replies > 0)) {
    const read = await user.rest("POST", `/messages/${root.id}/thread/read`, {
      message_id: root.id,
    });
    const replies = messages.filter(({ thread_id: thread }) => thread === root.id);
    const { mention_count } = recount(replies, user.id, read.body.last_read_seq);
    const unread = replies.filter((message) =>
      isUnread(message, user.id, read.body.last_read_seq),
    ).length;
    assert.deepEqual(
      { unread_count: read.body.unread_count, mention_count: read.body.mention_count },
      { unread_count: unread, mention_count },
    );
  }
}

/** The channel's messages and all their replies. */
async function listAll(user: WorldUser, channelId: string): Promise<Message[]> {
  const { body } = await user.rest("GET", `/channels/${channelId}/messages?limit=200`);
  const roots: Message[] = body.items;
  assert.equal(body.next_cursor, null);
  const threads = await Promise.all(
    roots
      .filter(({ reply_count: replies }) => replies > 0)
      .map(async ({ id }) => (await user.rest("GET", `/messages/${id}/thread?limit=200`)).body),
  );
  return [...roots, ...threads.flatMap(({ items }): Message[] => items)];
}

function recount(messages: readonly Message[], userId: string, lastRead: number): Marker {
  const unread = messages.filter((message) => isUnread(message, userId, lastRead));
  return {
    last_read_seq: lastRead,
    unread_count: unread.filter(({ thread_id: thread }) => thread === null).length,
    mention_count: unread.filter(
      ({ mentions }) => mentions.channel || mentions.user_ids.includes(userId),
    ).length,
  };
}

function isUnread(message: Message, userId: string, lastRead: number): boolean {
  return message.seq > lastRead && message.user_id !== userId && message.deleted_at === null;
}
