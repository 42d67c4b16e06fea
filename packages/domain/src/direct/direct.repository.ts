import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";

/** The two participants of a direct channel in the order of its key. */
export interface Pair {
  readonly low: string;
  readonly high: string;
}

export async function findDirectChannelId(
  db: Database | Tx,
  orgId: string,
  { low, high }: Pair,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select c.id from chat_channels c
    where c.org_id = ${orgId} and c.type = 'direct'
      and c.direct_low = ${low} and c.direct_high = ${high}`.execute(db);
  return rows[0]?.id;
}

/** Whether it was made; false: somebody else has made one for the same pair. */
export async function insertDirectChannel(
  tx: Tx,
  channel: { orgId: string; id: string; pair: Pair; createdBy: string; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into chat_channels
      (org_id, id, type, direct_low, direct_high, created_by, created_at, updated_at)
    values (${channel.orgId}, ${channel.id}, 'direct', ${channel.pair.low}, ${channel.pair.high},
      ${channel.createdBy}, ${channel.at}, ${channel.at})
    on conflict (org_id, direct_low, direct_high) where type = 'direct' do nothing
    returning 1`.execute(tx);
  return rows.length > 0;
}
