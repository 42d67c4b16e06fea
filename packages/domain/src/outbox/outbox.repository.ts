import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";
import type { StoredEvent } from "../events/event.ts";

type EventKey = Pick<StoredEvent, "orgId" | "channelId" | "seq">;

/**
 * These are in the stream now. Nobody waits for the disk: a clean-up that is
 * lost with a crash only makes the relay publish them again. Each is looked up by
 * its key: a join would read the whole outbox, just when it is long.
 */
export async function deletePublished(
  db: Database | Tx,
  events: readonly EventKey[],
): Promise<void> {
  await sql`
    delete from chat_outbox o
    using (select set_config('synchronous_commit', 'off', true)) as unsynced
    where o.ctid = any(array(
      select k.ctid
      from unnest(
        ${events.map(({ orgId }) => orgId)}::uuid[],
        ${events.map(({ channelId }) => channelId)}::uuid[],
        ${events.map(({ seq }) => seq)}::bigint[]
      ) as i(org_id, channel_id, seq)
      cross join lateral (
        select x.ctid from chat_outbox x
        where x.org_id = i.org_id and x.channel_id = i.channel_id and x.seq = i.seq
        limit 1
      ) as k
    ))`.execute(db);
}

/**
 * What processes left behind, oldest first, claimed for this transaction: two
 * relays never take the same. Of all organisations: the relay serves them all.
 * A row whose event is gone from the log comes with an empty frame.
 */
export async function claimLeftovers(tx: Tx, ageMs: number, limit: number): Promise<StoredEvent[]> {
  const { rows } = await sql<StoredEvent>`
    select o.org_id as "orgId", o.channel_id as "channelId", o.seq, o.day,
      coalesce(e.type, '') as type, e.user_id as "userId", coalesce(e.frame, '') as frame
    from chat_outbox o
    left join chat_events e
      on e.org_id = o.org_id and e.channel_id = o.channel_id and e.seq = o.seq and e.day = o.day
    where o.created_at < statement_timestamp() - ${ageMs} * interval '1 millisecond'
    order by o.created_at
    limit ${limit}
    for update of o skip locked`.execute(tx);
  return rows;
}

/** How much waits, and for how many seconds the oldest. */
export async function measureOutbox(db: Database): Promise<{ depth: number; ageSeconds: number }> {
  const { rows } = await sql<{ depth: number; ageSeconds: number }>`
    select count(*) as depth,
      coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as "ageSeconds"
    from (select created_at from chat_outbox order by created_at limit 100000) as waiting
  `.execute(db);
  return rows[0] ?? { depth: 0, ageSeconds: 0 };
}
