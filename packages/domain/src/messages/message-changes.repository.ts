import { limits } from "@chat/contract";
import { sql } from "kysely";
import type { Actor } from "../actor.ts";
import type { Tx } from "../database/database.ts";
import { visibleChannel } from "../database/visible-channel.ts";
import type { WrittenMentions } from "./mentions.ts";

interface Place {
  readonly orgId: string;
  readonly channelId: string;
}

/** Locks the channel of a message for the rest of the transaction; undefined: there is none that the actor sees. */
export async function lockChannelOfMessage(
  tx: Tx,
  actor: Actor,
  messageId: string,
): Promise<{ channelId: string; type: string; archived: boolean; lastSeq: number } | undefined> {
  const { rows } = await sql<{
    channelId: string;
    type: string;
    archived: boolean;
    lastSeq: number;
  }>`
    select c.id as "channelId", c.type, c.archived_at is not null as archived,
      c.last_seq as "lastSeq"
    from (select set_config('lock_timeout', ${limits.CHANNEL_LOCK_TIMEOUT}, true)) as waits,
      chat_messages m
    join chat_channels c on c.org_id = m.org_id and c.id = m.channel_id
    where m.org_id = ${actor.orgId} and m.id = ${messageId} and c.deleted_at is null
      and ${visibleChannel(actor)}
    for no key update of c`.execute(tx);
  return rows[0];
}

/** A message whose channel is locked, with the caller's role in the channel. */
export interface MessageToChange {
  readonly id: string;
  readonly seq: number;
  readonly userId: string;
  readonly threadId: string | null;
  readonly content: string;
  readonly deleted: boolean;
  readonly pinned: boolean;
  readonly hasAttachments: boolean;
  readonly callerRole: string | null;
}

/** Read after the lock, in a statement of its own: what its last holder left. */
export async function findMessageToChange(
  tx: Tx,
  caller: { orgId: string; userId: string },
  messageId: string,
): Promise<MessageToChange | undefined> {
  const { rows } = await sql<MessageToChange>`
    select m.id, m.seq, m.user_id as "userId", m.thread_id as "threadId", m.content,
      m.deleted_at is not null as deleted, m.pinned_at is not null as pinned,
      json_array_length(m.attachments) > 0 as "hasAttachments", own.role as "callerRole"
    from chat_messages m
    left join chat_channel_members own on own.org_id = m.org_id
      and own.channel_id = m.channel_id and own.user_id = ${caller.userId}
    where m.org_id = ${caller.orgId} and m.id = ${messageId}`.execute(tx);
  return rows[0];
}

/** Which of the users may read the channel at this moment, in the order given. */
export async function listMentionable(
  tx: Tx,
  { orgId, channelId }: Place,
  userIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select u.id
    from unnest(${userIds}::uuid[]) with ordinality as w(user_id, rank)
    join chat_users u on u.org_id = ${orgId} and u.id = w.user_id
    join chat_channels c on c.org_id = ${orgId} and c.id = ${channelId}
    left join chat_channel_members m
      on m.org_id = ${orgId} and m.channel_id = c.id and m.user_id = u.id
    where m.user_id is not null or (c.type = 'public' and u.role <> 'guest')
    order by w.rank`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Writes the new text, under the `seq` that its event will have; answers with the wire text. */
export async function updateContent(
  tx: Tx,
  orgId: string,
  messageId: string,
  change: { content: string; mentions: WrittenMentions; at: Date; eventSeq: number },
): Promise<string> {
  const { rows } = await sql<{ message: string }>`
    update chat_messages m set
      content = ${change.content},
      mention_user_ids = ${change.mentions.userIds}::uuid[],
      mention_channel = ${change.mentions.channel},
      mention_here = ${change.mentions.here},
      edited_at = ${change.at},
      edit_seqs = m.edit_seqs || ${change.eventSeq}::bigint,
      version = m.version + 1
    where m.org_id = ${orgId} and m.id = ${messageId}
    returning chat_message_text(m) as message`.execute(tx);
  return onlyRow(rows).message;
}

/**
 * Of a message with many edits: blanks the event of the oldest edit that is
 * remembered, whose text was replaced often since, and forgets it.
 */
export async function forgetOldestEdit(tx: Tx, place: Place, messageId: string): Promise<void> {
  await sql`
    with oldest as (
      update chat_messages m set edit_seqs = m.edit_seqs[2:]
      from chat_messages earlier
      where m.org_id = ${place.orgId} and m.id = ${messageId}
        and earlier.org_id = m.org_id and earlier.id = m.id
        and cardinality(m.edit_seqs) > ${limits.MESSAGE_EDIT_EVENTS_MAX}
      returning earlier.edit_seqs[1:1] as seqs, m.created_at
    )
    select chat_blank_events(${place.orgId}, ${place.channelId}, o.seqs,
      (o.created_at at time zone 'UTC')::date)
    from oldest o`.execute(tx);
}

/**
 * Empties a message and blanks its text in the log, where a resuming client
 * would still find it.
 */
export async function emptyMessage(
  tx: Tx,
  place: Place,
  messageId: string,
  at: Date,
): Promise<void> {
  await sql`
    with emptied as (
      update chat_messages m set
        content = '', mention_user_ids = '{}', mention_channel = false, mention_here = false,
        reactions = '[]', attachments = '[]', pinned_at = null, pinned_by = null,
        deleted_at = ${at}, edit_seqs = '{}', version = m.version + 1
      from chat_messages earlier
      where m.org_id = ${place.orgId} and m.id = ${messageId}
        and earlier.org_id = m.org_id and earlier.id = m.id
      returning m.seq || earlier.edit_seqs as seqs, m.created_at
    ), unreacted as (
      delete from chat_reactions r
      where r.org_id = ${place.orgId} and r.message_id = ${messageId}
    )
    select chat_blank_events(${place.orgId}, ${place.channelId}, e.seqs,
      (e.created_at at time zone 'UTC')::date)
    from emptied e`.execute(tx);
}

/** Derives what the root says of its replies anew, after one was deleted; answers with that part. */
export async function recountReplies(tx: Tx, orgId: string, rootId: string): Promise<string> {
  const { rows } = await sql<{ root: string }>`
    update chat_messages r set
      reply_count = r.reply_count - 1,
      last_reply_at = (
        select x.created_at from chat_messages x
        where x.org_id = r.org_id and x.thread_id = r.id and not x.gone
        order by x.seq desc limit 1
      ),
      reply_user_ids = (
        select coalesce(array_agg(repliers.user_id order by repliers.first_seq), '{}')
        from (
          select x.user_id, min(x.seq) as first_seq from chat_messages x
          where x.org_id = r.org_id and x.thread_id = r.id and not x.gone
          group by x.user_id order by first_seq limit ${limits.MESSAGE_REPLY_USERS_MAX}
        ) as repliers
      )
    where r.org_id = ${orgId} and r.id = ${rootId}
    returning chat_thread_root_json(r) as root`.execute(tx);
  return onlyRow(rows).root;
}

/** Answers with the wire text. */
export async function setPin(
  tx: Tx,
  orgId: string,
  messageId: string,
  pin: { at: Date; by: string } | null,
): Promise<string> {
  const { rows } = await sql<{ message: string }>`
    update chat_messages m
    set pinned_at = ${pin?.at ?? null}::timestamptz, pinned_by = ${pin?.by ?? null}::uuid,
      version = m.version + 1
    where m.org_id = ${orgId} and m.id = ${messageId}
    returning chat_message_text(m) as message`.execute(tx);
  return onlyRow(rows).message;
}

/** How many messages of the channel are pinned, counted up to `max`. */
export async function countPins(tx: Tx, { orgId, channelId }: Place, max: number): Promise<number> {
  const { rows } = await sql<{ pins: number }>`
    select count(*)::integer as pins from (
      select 1 from chat_messages m
      where m.org_id = ${orgId} and m.channel_id = ${channelId}
        and m.pinned_at is not null and m.deleted_at is null
      limit ${max}
    ) as pinned`.execute(tx);
  return rows[0]?.pins ?? 0;
}

function onlyRow<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (!row) {
    throw new Error("a message whose channel is locked is not there");
  }
  return row;
}
