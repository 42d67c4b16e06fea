import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";
import type { StoredEvent } from "../events/event.ts";

/** A row of the outbox stands for events of its channel, the numbers from `seq` on. */
export type OutboxKey = Pick<StoredEvent, "orgId" | "channelId" | "seq">;

/** A row of the outbox, claimed, and what the log still has of its events, in order. */
export interface Leftover extends OutboxKey {
  readonly events: readonly StoredEvent[];
}

/**
 * What these rows stand for is in the stream now. Nobody waits for the disk: a clean-up that is
 * lost with a crash only makes the relay publish them again. Each is looked up by
 * its key: a join would read the whole outbox, just when it is long.
 */
export async function deletePublished(
  db: Database | Tx,
  rows: readonly OutboxKey[],
): Promise<void> {
  await sql`
    delete from chat_outbox o
    using (select set_config('synchronous_commit', 'off', true)) as unsynced
    where o.ctid = any(array(
      select k.ctid
      from unnest(
        ${rows.map(({ orgId }) => orgId)}::uuid[],
        ${rows.map(({ channelId }) => channelId)}::uuid[],
        ${rows.map(({ seq }) => seq)}::bigint[]
      ) as i(org_id, channel_id, seq)
      cross join lateral (
        select x.ctid from chat_outbox x
        where x.org_id = i.org_id and x.channel_id = i.channel_id and x.seq = i.seq
        limit 1
      ) as k
    ))`.execute(db);
}

/** An event of a claimed row; `event` is its number, null where the log has none of the row's. */
interface LeftoverRow extends StoredEvent {
  readonly nth: number;
  readonly event: number | null;
}

/**
 * What processes left behind, oldest first, claimed for this transaction: two
 * relays never take the same. Of all organisations: the relay serves them all.
 *
 * @param limit of events; one row is returned however many it stands for
 */
export async function claimLeftovers(tx: Tx, ageMs: number, limit: number): Promise<Leftover[]> {
  const { rows } = await sql<LeftoverRow>`
    with claimed as (
      select o.* from chat_outbox o
      where o.created_at < statement_timestamp() - ${ageMs} * interval '1 millisecond'
      order by o.created_at
      limit ${limit}
      for update skip locked
    ), measured as (
      select c.*, row_number() over oldest_first as nth,
        sum(c.events) over oldest_first as events_so_far
      from claimed c
      window oldest_first as (order by c.created_at, c.org_id, c.channel_id, c.seq)
    )
    select m.nth, m.org_id as "orgId", m.channel_id as "channelId", m.seq, m.day,
      e.seq as event, e.type, e.user_id as "userId", e.frame,
      m.traces[e.seq - m.seq + 1] as trace
    from measured m
    left join lateral (
      select x.seq, x.type, x.user_id, x.frame from chat_events x
      where x.org_id = m.org_id and x.channel_id = m.channel_id and x.day = m.day
        and x.seq >= m.seq and x.seq < m.seq + m.events
      limit m.events
    ) as e on true
    where m.events_so_far <= ${limit} or m.nth = 1
    order by m.nth, e.seq`.execute(tx);
  return [...Map.groupBy(rows, ({ nth }) => nth).values()].flatMap(toLeftover);
}

function toLeftover(rows: readonly LeftoverRow[]): Leftover[] {
  const events = rows.flatMap(({ nth: _nth, event, ...row }) =>
    event === null ? [] : [{ ...row, seq: event }],
  );
  return rows.slice(0, 1).map(({ orgId, channelId, seq }) => ({ orgId, channelId, seq, events }));
}

/** How much waits, and for how many seconds the oldest. */
export async function measureOutbox(db: Database): Promise<{ depth: number; ageSeconds: number }> {
  const { rows } = await sql<{ depth: number; ageSeconds: number }>`
    select coalesce(sum(events), 0) as depth,
      coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as "ageSeconds"
    from (select created_at, events from chat_outbox order by created_at limit 100000) as waiting
  `.execute(db);
  return rows[0] ?? { depth: 0, ageSeconds: 0 };
}
