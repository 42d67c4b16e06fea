import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import {
  notificationIsRead,
  notificationIsReadable,
  notificationIsThere,
  notificationTables,
} from "../database/notification-state.ts";

/** One thing to send: a notification, to a push subscription or to its user's address. */
export interface DeliveryKey {
  readonly orgId: string;
  readonly notificationId: string;
  readonly targetId: string;
}

/** Of all organisations those that a worker is to look at, the longest due first. */
export async function listDueDeliveries(
  db: Database,
  medium: "push" | "mail",
  now: Date,
  limit: number,
): Promise<DeliveryKey[]> {
  const { rows } = await sql<DeliveryKey>`
    select d.org_id as "orgId", d.notification_id as "notificationId", d.target_id as "targetId"
    from chat_notification_deliveries d
    where d.medium = ${medium} and d.due_at <= ${now}
    order by d.due_at
    limit ${limit}`.execute(db);
  return rows;
}

export interface ClaimedDelivery {
  readonly medium: "push" | "mail";
  /** This one included. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/**
 * Takes what is due for as long as the lease lasts: nobody else sends it
 * meanwhile. A worker that dies leaves it to the others, when the lease has ended.
 */
export async function claimDelivery(
  db: Database,
  key: DeliveryKey,
  now: Date,
  leaseUntil: Date,
): Promise<ClaimedDelivery | undefined> {
  const { rows } = await sql<ClaimedDelivery>`
    update chat_notification_deliveries d
    set state = 'sending', attempts = d.attempts + 1, due_at = ${leaseUntil}
    where d.org_id = ${key.orgId} and d.notification_id = ${key.notificationId}
      and d.target_id = ${key.targetId} and d.due_at <= ${now}
    returning d.medium, d.attempts, d.created_at as "createdAt"`.execute(db);
  return rows[0];
}

/** What is sent, and what decides whether it is, as it is now. */
export interface Notice {
  readonly userId: string;
  readonly kind: string;
  readonly channelId: string;
  readonly channelType: string;
  readonly channelName: string | null;
  readonly messageId: string;
  readonly rootId: string | null;
  readonly content: string;
  readonly mentionUserIds: readonly string[];
  readonly authorId: string;
  readonly authorName: string;
  readonly createdAt: Date;
  readonly recipientName: string;
  readonly address: string | null;
  readonly endpoint: string | null;
  readonly p256dh: string | null;
  readonly auth: string | null;
  readonly isThere: boolean;
  readonly mayRead: boolean;
  readonly isRead: boolean;
  readonly wantsPush: boolean;
  readonly wantsMail: boolean;
  /** The channel is muted, or nothing of it is to be told. */
  readonly isQuiet: boolean;
  readonly chosen_status: string | null;
  readonly status_expires_at: Date | null;
}

export async function findNotice(
  db: Database,
  { orgId, notificationId, targetId }: DeliveryKey,
): Promise<Notice | undefined> {
  const { rows } = await sql<Notice>`
    select n.user_id as "userId", n.kind, c.id as "channelId", c.type as "channelType",
      c.name as "channelName", m.id as "messageId", m.thread_id as "rootId", m.content,
      m.mention_user_ids as "mentionUserIds", m.user_id as "authorId",
      coalesce(a.name, '') as "authorName", m.created_at as "createdAt",
      u.name as "recipientName", u.email as address, s.endpoint, s.p256dh, s.auth,
      ${notificationIsThere} as "isThere",
      ${notificationIsReadable(sql`(u.role = 'guest')`)} as "mayRead",
      ${notificationIsRead} as "isRead",
      coalesce(p.push, true) as "wantsPush", coalesce(p.mail, true) as "wantsMail",
      coalesce(k.muted or k.notify = 'none', false) as "isQuiet",
      u.chosen_status, u.status_expires_at
    from chat_notification_deliveries d
    join chat_notifications n
      on n.org_id = d.org_id and n.user_id = d.user_id and n.id = d.notification_id
    ${notificationTables}
    join chat_users u on u.org_id = n.org_id and u.id = n.user_id
    left join chat_users a on a.org_id = m.org_id and a.id = m.user_id
    left join chat_notification_preferences p on p.org_id = n.org_id and p.user_id = n.user_id
    left join chat_push_subscriptions s
      on s.org_id = d.org_id and s.id = d.target_id and s.user_id = n.user_id
    where d.org_id = ${orgId} and d.notification_id = ${notificationId}
      and d.target_id = ${targetId}`.execute(db);
  return rows[0];
}

/** Notes what became of it; nothing more is to be done. */
export async function settleDelivery(
  db: Database,
  key: DeliveryKey,
  outcome: { state: "sent" | "withdrawn" | "failed"; reason: string | null; at: Date },
): Promise<void> {
  await sql`
    update chat_notification_deliveries d
    set state = ${outcome.state}, reason = ${outcome.reason}, due_at = null, settled_at = ${outcome.at}
    where d.org_id = ${key.orgId} and d.notification_id = ${key.notificationId}
      and d.target_id = ${key.targetId}`.execute(db);
}

/** Gives back what was claimed, to be looked at again then. */
export async function postponeDelivery(
  db: Database,
  key: DeliveryKey,
  until: { dueAt: Date; reason: string; attempts: number },
): Promise<void> {
  await sql`
    update chat_notification_deliveries d
    set state = 'pending', reason = ${until.reason}, due_at = ${until.dueAt},
      attempts = ${until.attempts}
    where d.org_id = ${key.orgId} and d.notification_id = ${key.notificationId}
      and d.target_id = ${key.targetId}`.execute(db);
}

export interface DeliveryRow {
  readonly medium: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dueAt: Date | null;
  readonly settledAt: Date | null;
}

export async function listDeliveries(
  db: Database,
  orgId: string,
  notificationId: string,
): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select d.medium, d.state, d.reason, d.due_at as "dueAt", d.settled_at as "settledAt"
    from chat_notification_deliveries d
    where d.org_id = ${orgId} and d.notification_id = ${notificationId}
    order by d.medium desc, d.target_id`.execute(db);
  return rows;
}
