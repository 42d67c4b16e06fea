import { sql } from "kysely";
import type { Database } from "../database/database.ts";

/** A deleted channel of which search may still have something; a trigger notes it. */
export interface SearchRemoval {
  readonly orgId: string;
  readonly channelId: string;
}

/** Removals that are due, of all organisations. Nobody else is given them before `until`. */
export async function claimSearchRemovals(
  db: Database,
  at: { now: Date; until: Date },
  limit: number,
): Promise<SearchRemoval[]> {
  const { rows } = await sql<SearchRemoval>`
    update chat_search_removals r set due_at = ${at.until}
    where r.ctid = any(array(
      select d.ctid from chat_search_removals d
      where d.due_at <= ${at.now}
      order by d.due_at
      limit ${limit}
      for no key update skip locked
    ))
    returning r.org_id as "orgId", r.channel_id as "channelId"`.execute(db);
  return rows;
}

/** Removes so many rows of the channel; returns how many there were. */
export async function deleteSearchRows(
  db: Database,
  { orgId, channelId }: SearchRemoval,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    select chat_search_remove(${orgId}, ${channelId}, ${limit}) as removed`.execute(db);
  return rows[0]?.removed ?? 0;
}

/** Nothing is left. After the first time it is looked again then; after the second it is done. */
export async function settleSearchRemoval(
  db: Database,
  { orgId, channelId }: SearchRemoval,
  again: Date,
): Promise<void> {
  await sql`
    with done as (
      delete from chat_search_removals r
      where r.org_id = ${orgId} and r.channel_id = ${channelId} and r.removed_before
    )
    update chat_search_removals r set removed_before = true, due_at = ${again}
    where r.org_id = ${orgId} and r.channel_id = ${channelId} and not r.removed_before`.execute(db);
}
