import { sql } from "kysely";
import type { Database } from "../database/database.ts";

/** What a sweep finds in one organisation. */
export interface SweptSlice {
  readonly orgId: string;
  /** Where it began. */
  readonly afterId: string;
  /** The newest message that was looked at. */
  readonly lastId: string;
  /** Those of them that nobody has been told of. */
  readonly missing: readonly string[];
}

/**
 * Of each organisation the messages after the last sweep, as many as the limit
 * says. Ids are made in the order of time, so that they bound it.
 *
 * @param ids none before `oldest`, none from `newest` on; `first` is where the first sweep begins
 */
export async function listSweptSlices(
  db: Database,
  ids: { oldest: string; first: string; newest: string },
  limit: number,
): Promise<SweptSlice[]> {
  const { rows } = await sql<SweptSlice>`
    with recursive organisations as (
      (select m.org_id from chat_messages m order by m.org_id limit 1)
      union all
      select (
        select m.org_id from chat_messages m where m.org_id > o.org_id order by m.org_id limit 1
      )
      from organisations o where o.org_id is not null
    )
    select o.org_id as "orgId", begun.after_id as "afterId", slice.last_id as "lastId",
      slice.missing
    from organisations o
    left join chat_notification_sweeps s on s.org_id = o.org_id
    cross join lateral (
      select greatest(${ids.oldest}::uuid, coalesce(s.swept_id, ${ids.first}::uuid)) as after_id
    ) as begun
    cross join lateral (
      select (array_agg(m.id order by m.id desc))[1] as last_id,
        coalesce(array_agg(m.id) filter (where not m.is_done), '{}') as missing
      from (
        select k.id, k.deleted_at is not null or done.message_id is not null as is_done
        from chat_messages k
        left join lateral (
          select x.message_id from chat_notified_messages x
          where x.org_id = k.org_id and x.message_id = k.id limit 1
        ) as done on true
        where k.org_id = o.org_id and k.id > begun.after_id and k.id < ${ids.newest}
        order by k.id limit ${limit}
      ) as m
    ) as slice
    where slice.last_id is not null`.execute(db);
  return rows;
}

/** All messages up to this one are notified of: their marks are needed no more. */
export async function advanceSweep(db: Database, orgId: string, upToId: string): Promise<void> {
  await sql`
    with swept as (
      insert into chat_notification_sweeps as s (org_id, swept_id) values (${orgId}, ${upToId})
      on conflict (org_id) do update set swept_id = greatest(s.swept_id, excluded.swept_id)
    )
    delete from chat_notified_messages done
    where done.org_id = ${orgId} and done.message_id <= ${upToId}`.execute(db);
}
