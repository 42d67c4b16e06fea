import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";
import { currentTraceparent } from "../tracing/traceparent.ts";
import type { StoredEvent } from "./event.ts";

interface NewEvent {
  readonly orgId: string;
  readonly channelId: string;
  readonly type: string;
  readonly messageId?: string;
  readonly userId: string | null;
  readonly payload: string;
}

/**
 * Numbers an event of a channel whose lock the transaction holds, and writes
 * it to the log and the outbox.
 */
export async function insertEvent(tx: Tx, event: NewEvent): Promise<StoredEvent> {
  const trace = currentTraceparent();
  const { rows } = await sql<{ seq: number; day: string; frame: string }>`
    with numbered as (
      update chat_channels c set last_seq = c.last_seq + 1
      where c.org_id = ${event.orgId} and c.id = ${event.channelId}
      returning c.last_seq as seq, date_trunc('milliseconds', clock_timestamp()) as at
    ), logged as (
      insert into chat_events
        (org_id, channel_id, seq, day, type, message_id, user_id, frame)
      select ${event.orgId}::uuid, ${event.channelId}::uuid, n.seq,
        (n.at at time zone 'UTC')::date, ${event.type}::text,
        ${event.messageId ?? null}::uuid, ${event.userId}::uuid,
        chat_event_frame(${event.type}, ${event.channelId}, n.seq, n.at, ${event.payload})
      from numbered n
      returning seq, day, frame
    ), boxed as (
      insert into chat_outbox (org_id, channel_id, seq, day, created_at, traces)
      select ${event.orgId}::uuid, ${event.channelId}::uuid, l.seq, l.day, clock_timestamp(),
        ${trace === null ? null : [trace]}::text[]
      from logged l
    )
    select seq, day, frame from logged`.execute(tx);
  const [row] = rows;
  if (!row) {
    throw new Error("an event was recorded for a channel that is not there");
  }
  const { orgId, channelId, type, userId } = event;
  return { orgId, channelId, type, userId, seq: row.seq, day: row.day, frame: row.frame, trace };
}

export interface LoggedEvent {
  readonly seq: number;
  readonly type: string;
  readonly userId: string | null;
  readonly frame: string;
}

/** The events after `afterSeq` in order, at most `limit`; empty where the log has no more. */
export async function listEvents(
  db: Database,
  position: { orgId: string; channelId: string; afterSeq: number },
  limit: number,
): Promise<LoggedEvent[]> {
  const { rows } = await sql<LoggedEvent>`
    select seq, type, user_id as "userId", frame
    from chat_events
    where org_id = ${position.orgId} and channel_id = ${position.channelId}
      and seq > ${position.afterSeq}
    order by seq
    limit ${limit}`.execute(db);
  return rows;
}

export interface ChannelPosition {
  readonly channelId: string;
  readonly lastSeq: number;
}

/** The newest `seq` of each of the channels. The limit makes it one look-up each, never a hashed table. */
export async function listPositions(
  db: Database,
  orgIds: readonly string[],
  channelIds: readonly string[],
): Promise<ChannelPosition[]> {
  const { rows } = await sql<ChannelPosition>`
    select c.id as "channelId", c.last_seq as "lastSeq"
    from unnest(${orgIds}::uuid[], ${channelIds}::uuid[]) as i(org_id, channel_id)
    cross join lateral (
      select k.id, k.last_seq from chat_channels k
      where k.org_id = i.org_id and k.id = i.channel_id
      limit 1
    ) as c`.execute(db);
  return rows;
}

/** How many days ahead of today the log has a partition for. */
export async function countPartitionDaysAhead(db: Database): Promise<number> {
  const { rows } = await sql<{ days: number }>`
    select coalesce(max(to_date(right(c.relname, 8), 'YYYYMMDD'))
      - (now() at time zone 'UTC')::date, 0) as days
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'chat_events'::regclass`.execute(db);
  return rows[0]?.days ?? 0;
}

/** Makes the partitions that are missing; returns how many. */
export async function addPartitions(db: Database, daysAhead: number): Promise<number> {
  const { rows } = await sql<{ added: number }>`
    select chat_add_event_partitions(${daysAhead}) as added`.execute(db);
  return rows[0]?.added ?? 0;
}

export interface ExpiredPartition {
  readonly name: string;
  /** Detached: a run that was cut off before the drop. Detaching: one cut off in the middle. */
  readonly state: "attached" | "detaching" | "detached";
}

/** Partitions of which every event is older than the days of retention, the oldest first. */
export async function listExpiredPartitions(
  db: Database,
  days: number,
): Promise<ExpiredPartition[]> {
  const { rows } = await sql<ExpiredPartition>`
    select c.relname as name,
      case when i.inhrelid is null then 'detached'
        when i.inhdetachpending then 'detaching' else 'attached' end as state
    from pg_class c
    left join pg_inherits i on i.inhrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
      and c.relname ~ '^chat_events_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD')
        < (now() at time zone 'UTC')::date - ${days}::integer
    order by name`.execute(db);
  return rows;
}

/** Detaches without blocking a post, then drops; goes on where an earlier run was cut off. */
export async function dropPartition(
  db: Database,
  { name, state }: ExpiredPartition,
): Promise<void> {
  if (state !== "detached") {
    const how = state === "detaching" ? sql`finalize` : sql`concurrently`;
    await sql`alter table chat_events detach partition ${sql.table(name)} ${how}`.execute(db);
  }
  await sql`drop table ${sql.table(name)}`.execute(db);
}
