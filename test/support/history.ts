import type { Test } from "tap";
import type { World } from "./world.ts";

interface LoggedRow {
  readonly seq: number;
  readonly type: string;
  readonly user_id: string | null;
  readonly message_id: string | null;
  readonly frame: string;
}

interface MessageRow {
  readonly id: string;
  readonly seq: number;
  readonly user_id: string;
  readonly content: string;
}

/** The messages of a channel as Postgres has them, by seq. */
export async function storedMessages(world: World, channelId: string): Promise<MessageRow[]> {
  return world.query<MessageRow>(
    `select id, seq::float8 as seq, user_id, content from chat_messages
     where org_id = $1 and channel_id = $2 order by seq`,
    [world.orgId, channelId],
  );
}

/**
 * Holds a channel's log against the promise: numbers 1 … last_seq, none
 * skipped, none twice, and every message under the number of its event.
 */
export async function assertGapless(
  t: Test,
  world: World,
  channelId: string,
): Promise<LoggedRow[]> {
  const key = [world.orgId, channelId];
  const events = await world.query<LoggedRow>(
    `select seq::float8 as seq, type, user_id, message_id, frame from chat_events
     where org_id = $1 and channel_id = $2 order by seq`,
    key,
  );
  const [channel] = await world.query<{ last_seq: number }>(
    "select last_seq::float8 as last_seq from chat_channels where org_id = $1 and id = $2",
    key,
  );
  t.same(
    events.map(({ seq }) => seq),
    Array.from({ length: channel?.last_seq ?? -1 }, (_, index) => index + 1),
    "seq is gapless",
  );
  const numbered = new Map(events.map((event) => [event.seq, event.message_id]));
  for (const { id, seq } of await storedMessages(world, channelId)) {
    t.equal(numbered.get(seq), id, `message ${seq} stands under its event`);
  }
  return events;
}
