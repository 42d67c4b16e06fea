import assert from "node:assert/strict";
import type { Channel } from "@chat/contract";
import { channelMarker, type Marker, type ModelChannel, mayRead } from "./model.ts";
import type { Team } from "./team.ts";

/** Holds what the service says of every channel to every user against the model. */
export async function compareWithModel(team: Team, changed: readonly ModelChannel[]) {
  await Promise.all(
    team.users.flatMap((_, user) => [
      compareJoined(team, user),
      ...changed.map((channel) => compareChannel(team, channel, user)),
    ]),
  );
}

async function compareJoined({ users, channels }: Team, user: number): Promise<void> {
  const answer = await users[user]?.rest("GET", "/channels/joined");
  const items: Channel[] = answer?.body.items;
  const expected = channels.filter(({ members }) => members.has(user));
  assert.deepEqual(
    new Map(items.map((item) => [item.id, toMarker(item)])),
    new Map(expected.map((channel) => [channel.id, channelMarker(channel, user)])),
    `joined channels of user ${user}`,
  );
}

async function compareChannel(
  { users, guests }: Team,
  channel: ModelChannel,
  user: number,
): Promise<void> {
  const answer = await users[user]?.rest("GET", `/channels/${channel.id}`);
  if (!mayRead(channel, user, guests)) {
    assert.equal(answer?.status, 404);
    return;
  }
  assert.equal(answer?.body.last_seq, channel.lastSeq);
  const expected = channel.members.has(user) ? channelMarker(channel, user) : null;
  assert.deepEqual(toMarker(answer?.body), expected, `${channel.type} channel, user ${user}`);
}

export function toMarker({ membership }: Channel): Marker | null {
  if (membership === null) {
    return null;
  }
  const { last_read_seq, unread_count, mention_count } = membership;
  return { last_read_seq, unread_count, mention_count };
}
