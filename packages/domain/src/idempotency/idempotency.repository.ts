import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";

/** Whose key for which route. */
export interface KeyScope {
  readonly orgId: string;
  readonly userId: string;
  readonly route: string;
  readonly key: string;
}

/**
 * Holds the key until the transaction ends; false: another one holds it. Keys
 * are told apart by 64 bits of a hash: two that share them only wait in vain.
 */
export async function tryLockKey(
  tx: Tx,
  { orgId, userId, route, key }: KeyScope,
): Promise<boolean> {
  const name = [orgId, userId, route, key].join("\n");
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as locked`.execute(tx);
  return rows[0]?.locked ?? false;
}

export interface KeyRow {
  readonly fingerprint: string;
  /** JSON. */
  readonly result: string;
}

/** What the key led to within the last `hours`. */
export async function findKey(tx: Tx, scope: KeyScope, hours: number): Promise<KeyRow | undefined> {
  const { rows } = await sql<KeyRow>`
    select k.fingerprint, k.result from chat_idempotency_keys k
    where k.org_id = ${scope.orgId} and k.user_id = ${scope.userId}
      and k.operation = ${scope.route} and k.key = ${scope.key}
      and k.created_at > statement_timestamp() - ${hours} * interval '1 hour'`.execute(tx);
  return rows[0];
}

/** Notes what the key led to, in place of what it led to too long ago. */
export async function saveKey(tx: Tx, scope: KeyScope, row: KeyRow): Promise<void> {
  await sql`
    insert into chat_idempotency_keys
      (org_id, user_id, operation, key, fingerprint, result, created_at)
    values (${scope.orgId}, ${scope.userId}, ${scope.route}, ${scope.key},
      ${row.fingerprint}, ${row.result}, clock_timestamp())
    on conflict (org_id, user_id, operation, key) do update set
      fingerprint = excluded.fingerprint, result = excluded.result,
      created_at = excluded.created_at`.execute(tx);
}

/** Of all organisations, oldest first; returns how many went. */
export async function deleteOldKeys(db: Database, hours: number, limit: number): Promise<number> {
  // By place, since they are locked: as a join the planner reads the whole table for many.
  const { numAffectedRows = 0n } = await sql`
    delete from chat_idempotency_keys k where k.ctid = any(array(
      select o.ctid from chat_idempotency_keys o
      where o.created_at < statement_timestamp() - ${hours} * interval '1 hour'
      order by o.created_at
      limit ${limit}
      for update skip locked
    ))`.execute(db);
  return Number(numAffectedRows);
}
