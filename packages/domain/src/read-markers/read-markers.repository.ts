import type { ReadMarker, ReadMarkerVersion } from "@chat/contract";
import { limits } from "@chat/contract";
import { sql } from "kysely";
import type { AccessColumns } from "../channels/channel-access.ts";
import type { Database } from "../database/database.ts";
import { mentionCount, unreadCount } from "./unread-counts.ts";

interface Caller {
  readonly orgId: string;
  readonly userId: string;
}

/** What decides access to a channel, and where a message of it stands; null: none was asked for, or none is there. */
export async function findReadTarget(
  db: Database,
  caller: Caller,
  channelId: string,
  messageId: string | null,
): Promise<(AccessColumns & { messageSeq: number | null }) | undefined> {
  const { rows } = await sql<AccessColumns & { messageSeq: number | null }>`
    select c.type, c.archived_at is not null as archived, c.last_seq as "lastSeq",
      own.role as "callerRole", m.seq as "messageSeq"
    from chat_channels c
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join chat_messages m
      on m.org_id = c.org_id and m.id = ${messageId} and m.channel_id = c.id
    where c.org_id = ${caller.orgId} and c.id = ${channelId} and c.deleted_at is null`.execute(db);
  return rows[0];
}

/** Of the membership `k`. By the clock, so that it goes on growing when a membership begins anew. */
const nextVersion = sql`greatest(
  k.read_version + 1, (extract(epoch from clock_timestamp()) * 1000)::bigint
)`;

/** Where a marker goes: `seq` null means the newest event; `force` takes it backwards, too. */
export interface MarkerMove {
  readonly seq: number | null;
  readonly force: boolean;
}

/** Moves the caller's marker and counts what is after it; undefined: no member. */
export async function moveChannelMarker(
  db: Database,
  caller: Caller,
  channelId: string,
  { seq, force }: MarkerMove,
): Promise<ReadMarkerVersion | undefined> {
  const { rows } = await sql<ReadMarkerVersion>`
    with m as (
      update chat_channel_members k set read_version = ${nextVersion}, last_read_seq = case
        when ${force} then coalesce(${seq}::bigint, at.last_seq)
        else greatest(k.last_read_seq, coalesce(${seq}::bigint, at.last_seq))
      end
      from chat_channels at
      where at.org_id = ${caller.orgId} and at.id = ${channelId}
        and k.org_id = at.org_id and k.channel_id = at.id and k.user_id = ${caller.userId}
      returning k.*
    )
    select m.last_read_seq, ${unreadCount} as unread_count, ${mentionCount} as mention_count,
      m.read_version as version
    from m join chat_channels c on c.org_id = m.org_id and c.id = m.channel_id`.execute(db);
  return rows[0];
}

export interface ThreadReadTarget extends AccessColumns {
  readonly rootId: string;
  /** Of the message up to which is read; null: it is none of the thread. */
  readonly messageSeq: number | null;
  readonly newestSeq: number;
}

/** The thread of a message, what decides access to it, and where its newest reply stands. */
export async function findThreadReadTarget(
  db: Database,
  caller: Caller,
  askedId: string,
  messageId: string | null,
): Promise<ThreadReadTarget | undefined> {
  const { rows } = await sql<ThreadReadTarget>`
    select c.type, c.archived_at is not null as archived, c.last_seq as "lastSeq",
      own.role as "callerRole", r.id as "rootId", m.seq as "messageSeq",
      coalesce((
        select x.seq from chat_messages x
        where x.org_id = r.org_id and x.thread_id = r.id and not x.gone
        order by x.seq desc limit 1
      ), r.seq) as "newestSeq"
    from chat_messages asked
    join chat_messages r on r.org_id = asked.org_id and r.id = coalesce(asked.thread_id, asked.id)
    join chat_channels c on c.org_id = r.org_id and c.id = r.channel_id
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join chat_messages m on m.org_id = r.org_id and m.id = ${messageId}
      and (m.id = r.id or m.thread_id = r.id)
    where asked.org_id = ${caller.orgId} and asked.id = ${askedId}
      and not asked.gone
      and not r.gone and c.deleted_at is null`.execute(db);
  return rows[0];
}

/** Moves the caller's marker of a thread, never back, and counts the replies after it. */
export async function moveThreadMarker(
  db: Database,
  caller: Caller,
  rootId: string,
  seq: number,
): Promise<ReadMarker> {
  const unread = sql`
    x.org_id = ${caller.orgId} and x.thread_id = ${rootId} and x.seq > t.last_read_seq
      and x.user_id <> ${caller.userId}`;
  const { rows } = await sql<ReadMarker>`
    with t as (
      insert into chat_thread_reads as k (org_id, root_id, user_id, last_read_seq)
      values (${caller.orgId}, ${rootId}, ${caller.userId}, ${seq})
      on conflict (org_id, root_id, user_id) do update
        set last_read_seq = greatest(k.last_read_seq, excluded.last_read_seq)
      returning last_read_seq
    )
    select t.last_read_seq,
      (select count(*)::integer from (
        select 1 from chat_messages x where ${unread} and not x.gone
        order by x.seq limit ${sql.lit(limits.UNREAD_COUNT_MAX)}) as replies) as unread_count,
      (select count(*)::integer from (
        select 1 from chat_messages x where ${unread} and x.deleted_at is null
          and (x.mention_channel or x.mention_user_ids <> '{}')
          and (x.mention_channel or ${caller.userId} = any(x.mention_user_ids))
        order by x.seq limit ${sql.lit(limits.UNREAD_COUNT_MAX)}) as mentioning) as mention_count
    from t`.execute(db);
  const [marker] = rows;
  if (!marker) {
    throw new Error("a thread's marker was moved without a row");
  }
  return marker;
}
