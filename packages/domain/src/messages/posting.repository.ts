import { limits } from "@chat/contract";
import { sql } from "kysely";
import type { AccessColumns } from "../channels/channel-access.ts";
import type { Database } from "../database/database.ts";
import type { WrittenMentions } from "./mentions.ts";

/** A message on its way into Postgres. Its id is made before the write. */
export interface NewMessage {
  readonly id: string;
  readonly channelId: string;
  readonly threadId: string | null;
  readonly userId: string;
  readonly guest: boolean;
  readonly clientId: string | null;
  readonly content: string;
  readonly mentions: WrittenMentions;
  readonly attachmentIds: readonly string[];
  /** The span that its event belongs to, as it travels; null: none is recorded. */
  readonly trace: string | null;
}

/** What became of a message; seq, day and frame are those of the event of one that was created. */
export interface PostedRow {
  readonly id: string;
  readonly outcome:
    | "created"
    | "created_before"
    | "repeated"
    | "not_found"
    | "not_a_member"
    | "channel_archived"
    | "attachment_not_found"
    | "held";
  readonly seq: number | null;
  readonly day: string | null;
  readonly frame: string | null;
  /** Null where the frame's payload is the message as it stands. */
  readonly message: string | null;
}

export interface PostingManner {
  /** Leaves out channels that somebody holds, instead of waiting for them. */
  readonly skipHeld: boolean;
  /** An earlier call may have written some of the messages. */
  readonly again: boolean;
}

/**
 * Posts messages of one organisation in one round trip; see
 * `chat_post_messages` for what it promises. Returns a row for each.
 */
export async function postMessages(
  db: Database,
  orgId: string,
  messages: readonly NewMessage[],
  { skipHeld, again }: PostingManner,
): Promise<PostedRow[]> {
  const { rows } = await sql<PostedRow>`
    select * from chat_post_messages(
      ${orgId}::uuid, ${skipHeld}, ${again},
      ${arrayOf(messages.map(({ channelId }) => channelId))}::uuid[],
      ${arrayOf(messages.map(({ userId }) => userId))}::uuid[],
      ${arrayOf(messages.map(({ guest }) => guest))}::boolean[],
      ${arrayOf(messages.map(({ id }) => id))}::uuid[],
      ${arrayOf(messages.map(({ threadId }) => threadId))}::uuid[],
      ${arrayOf(messages.map(({ clientId }) => clientId))}::uuid[],
      ${messages.map(({ content }) => content)}::text[],
      ${messages.map(({ mentions }) => arrayOrNone(mentions.userIds))}::text[],
      ${arrayOf(messages.map((message) => message.mentions.channel))}::boolean[],
      ${arrayOf(messages.map((message) => message.mentions.here))}::boolean[],
      ${messages.map(({ attachmentIds }) => arrayOrNone(attachmentIds))}::text[],
      ${messages.some(({ trace }) => trace !== null) ? arrayOf(messages.map(({ trace }) => trace)) : null}::text[],
      ${limits.MESSAGE_REPLY_USERS_MAX}
    )`.execute(db);
  return rows;
}

/** An array of ids, traces or truth values as Postgres reads it: the driver would look for quotes in each. */
function arrayOf(values: readonly (string | boolean | null)[]): string {
  return `{${values.map((value) => value ?? "null").join(",")}}`;
}

function arrayOrNone(ids: readonly string[]): string | null {
  return ids.length === 0 ? null : arrayOf(ids);
}

/** What decides access to a channel, and the message that the caller posted there with the key; null: none. */
export async function findPosted(
  db: Database,
  caller: { orgId: string; userId: string },
  channelId: string,
  clientId: string | null,
): Promise<(AccessColumns & { message: string | null }) | undefined> {
  const { rows } = await sql<AccessColumns & { message: string | null }>`
    select c.type, c.archived_at is not null as archived, c.last_seq as "lastSeq",
      own.role as "callerRole", chat_message_text(m) as message
    from chat_channels c
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join chat_messages m
      on m.org_id = c.org_id and m.channel_id = c.id and m.user_id = ${caller.userId}
        and m.client_id = ${clientId}
    where c.org_id = ${caller.orgId} and c.id = ${channelId} and c.deleted_at is null`.execute(db);
  return rows[0];
}
