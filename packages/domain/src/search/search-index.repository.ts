import { type RawBuilder, sql } from "kysely";
import type { Database } from "../database/database.ts";
import type { MessageKey } from "./message-key.ts";

/** A message as it is to be indexed. */
export interface IndexedMessage extends MessageKey {
  readonly version: number;
  readonly content: string;
  readonly deleted: boolean;
}

export interface MessageVector extends Pick<IndexedMessage, "orgId" | "id" | "version"> {
  /** Text of a `tsvector`; null: the message is deleted. */
  readonly vector: string | null;
}

/** Of these messages those whose present version is not indexed; with `again`, all. */
export async function listMessagesToIndex(
  db: Database,
  keys: readonly MessageKey[],
  again: boolean,
): Promise<IndexedMessage[]> {
  const { rows } = await sql<IndexedMessage>`
    select m.org_id as "orgId", m.id, m.version, m.content, m.deleted_at is not null as deleted
    from ${given(keys)}
    join chat_messages m on m.org_id = i.org_id and m.id = i.id
    where ${again} or m.version > m.indexed_version`.execute(db);
  return rows;
}

/** Messages whose present version is not indexed, of all organisations: the worker serves them all. */
export async function listUnindexedMessages(db: Database, limit: number): Promise<MessageKey[]> {
  const { rows } = await sql<MessageKey>`
    select m.org_id as "orgId", m.id from chat_messages m
    where m.version > m.indexed_version
    order by m.org_id, m.id
    limit ${limit}`.execute(db);
  return rows;
}

/** The messages after one, of all organisations, by their keys. */
export async function listMessageKeysAfter(
  db: Database,
  after: MessageKey,
  limit: number,
): Promise<MessageKey[]> {
  const { rows } = await sql<MessageKey>`
    select m.org_id as "orgId", m.id from chat_messages m
    where (m.org_id, m.id) > (${after.orgId}, ${after.id})
    order by m.org_id, m.id
    limit ${limit}`.execute(db);
  return rows;
}

/** About how many messages there are, as Postgres last counted them. */
export async function estimateMessages(db: Database): Promise<number> {
  const { rows } = await sql<{ estimate: number }>`
    select greatest(reltuples, 0)::bigint as estimate from pg_class
    where oid = 'chat_messages'::regclass`.execute(db);
  return rows[0]?.estimate ?? 0;
}

/**
 * Makes these versions the indexed ones, unless a message has a newer one by
 * now. What is being changed this moment is passed over, since its new version
 * comes by itself: this waits for nobody, so nobody's wait can close a circle.
 *
 * @returns how many were written
 */
export async function writeSearchRows(
  db: Database,
  vectors: readonly MessageVector[],
): Promise<number> {
  const { rows } = await sql`
    with given as materialized (
      select * from unnest(
        ${vectors.map(({ orgId }) => orgId)}::uuid[],
        ${vectors.map(({ id }) => id)}::uuid[],
        ${vectors.map(({ version }) => version)}::integer[],
        ${vectors.map(({ vector }) => vector)}::text[]
      ) as g(org_id, id, version, vector)
    ), locked as materialized (
      select m.org_id, m.id, m.channel_id, m.user_id, m.created_at, m.version, m.deleted_at,
        m.indexed_version, ${traitsOf(sql`m`)} as traits, g.vector
      from given g
      join chat_messages m on m.org_id = g.org_id and m.id = g.id
      where m.version = g.version
      for no key update of m skip locked
    ), marked as (
      update chat_messages m set indexed_version = l.version
      from locked l
      where m.org_id = l.org_id and m.id = l.id and l.indexed_version <> l.version
    ), removed as (
      delete from chat_search s using locked k
      join chat_channels c on c.org_id = k.org_id and c.id = k.channel_id
      where s.org_id = k.org_id and s.message_id = k.id
        and (k.deleted_at is not null or c.deleted_at is not null)
    ), written as (
      insert into chat_search as s
        (org_id, message_id, channel_id, user_id, created_at, version, public, traits, vector)
      select k.org_id, k.id, k.channel_id, k.user_id, k.created_at, k.version,
        c.type = 'public', k.traits, k.vector::tsvector
      from locked k join chat_channels c on c.org_id = k.org_id and c.id = k.channel_id
      where k.deleted_at is null and c.deleted_at is null
      order by k.org_id, k.id
      on conflict (org_id, message_id) do update
      set version = excluded.version, traits = excluded.traits, vector = excluded.vector
    )
    select 1 from locked`.execute(db);
  return rows.length;
}

/**
 * Whether somebody has answered is known at the root, without a version of its
 * own. Waits for whoever writes the root's row, and does not know of the answer:
 * only indexing holds these rows, and always in this order.
 */
export async function refreshThreadTraits(
  db: Database,
  replies: readonly MessageKey[],
): Promise<void> {
  await sql`
    with stale as materialized (
      select s.org_id, s.message_id, m.reply_count > 0 as answered
      from (
        select distinct r.org_id, r.thread_id
        from ${given(replies)}
        join chat_messages r on r.org_id = i.org_id and r.id = i.id
        where r.thread_id is not null
      ) t
      join chat_messages m on m.org_id = t.org_id and m.id = t.thread_id
      join chat_search s on s.org_id = m.org_id and s.message_id = m.id
      where ('thread' = any(s.traits)) <> (m.reply_count > 0)
      order by s.org_id, s.message_id
      for update of s
    )
    update chat_search s set traits =
      case when stale.answered then s.traits || 'thread'::text else array_remove(s.traits, 'thread') end
    from stale
    where s.org_id = stale.org_id and s.message_id = stale.message_id`.execute(db);
}

/** Jobs of one message can be in one batch: each is there once. */
function given(keys: readonly MessageKey[]): RawBuilder<unknown> {
  return sql`(select distinct * from unnest(
    ${keys.map(({ orgId }) => orgId)}::uuid[], ${keys.map(({ id }) => id)}::uuid[]
  ) as k(org_id, id)) as i`;
}

function traitsOf(m: RawBuilder<unknown>): RawBuilder<string[]> {
  return sql`array_remove(array[
    case when ${m}.content ~* 'https?://' then 'link' end,
    case when ${m}.attachments::text <> '[]' then 'file' end,
    case when ${m}.reactions::text <> '[]' then 'reaction' end,
    case when ${m}.pinned_at is not null then 'pin' end,
    case when ${m}.thread_id is not null or ${m}.reply_count > 0 then 'thread' end
  ], null)`;
}
