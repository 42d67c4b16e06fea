import { sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";

interface Owner {
  readonly orgId: string;
  readonly userId: string;
}

export interface SubscriptionRow {
  readonly id: string;
  readonly endpoint: string;
  readonly createdAt: Date;
}

export interface NewSubscription {
  readonly id: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly at: Date;
}

/** Writes it under the id given, or, where the user has it, under the one it has. */
export async function upsertSubscription(
  tx: Tx,
  { orgId, userId }: Owner,
  { id, endpoint, p256dh, auth, at }: NewSubscription,
): Promise<SubscriptionRow> {
  const { rows } = await sql<SubscriptionRow>`
    insert into chat_push_subscriptions as s
      (org_id, id, user_id, endpoint, p256dh, auth, created_at)
    values (${orgId}, ${id}, ${userId}, ${endpoint}, ${p256dh}, ${auth}, ${at})
    on conflict on constraint chat_push_subscriptions_endpoint do update set
      id = case when s.user_id = excluded.user_id then s.id else excluded.id end,
      created_at = case when s.user_id = excluded.user_id then s.created_at else excluded.created_at end,
      user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth
    returning s.id, s.endpoint, s.created_at as "createdAt"`.execute(tx);
  const [row] = rows;
  if (!row) {
    throw new Error("a push subscription was written without a row");
  }
  return row;
}

export async function findSubscription(
  db: Database,
  { orgId, userId }: Owner,
  id: string,
): Promise<SubscriptionRow | undefined> {
  const { rows } = await sql<SubscriptionRow>`
    select s.id, s.endpoint, s.created_at as "createdAt" from chat_push_subscriptions s
    where s.org_id = ${orgId} and s.id = ${id} and s.user_id = ${userId}`.execute(db);
  return rows[0];
}

/** Keeps so many of the user's newest. */
export async function deleteOldestSubscriptions(
  tx: Tx,
  { orgId, userId }: Owner,
  kept: number,
): Promise<void> {
  await sql`
    delete from chat_push_subscriptions s
    where s.org_id = ${orgId} and s.id = any(array(
      select x.id from chat_push_subscriptions x
      where x.org_id = ${orgId} and x.user_id = ${userId}
      order by x.id desc offset ${kept}
    ))`.execute(tx);
}

export async function deleteSubscriptionByEndpoint(
  db: Database,
  { orgId, userId }: Owner,
  endpoint: string,
): Promise<void> {
  await sql`
    delete from chat_push_subscriptions s
    where s.org_id = ${orgId} and s.endpoint = ${endpoint} and s.user_id = ${userId}`.execute(db);
}

/** One whose endpoint says that it is gone. */
export async function deleteSubscription(db: Database, orgId: string, id: string): Promise<void> {
  await sql`
    delete from chat_push_subscriptions s
    where s.org_id = ${orgId} and s.id = ${id}`.execute(db);
}
