import { limits } from "@chat/contract";
import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import {
  notificationIsRead,
  notificationIsReadable,
  notificationIsThere,
  notificationTables,
} from "../database/notification-state.ts";

export interface Reader {
  readonly orgId: string;
  readonly userId: string;
  readonly isGuest: boolean;
}

export interface NotificationRow {
  readonly id: string;
  readonly kind: string;
  readonly channelId: string;
  readonly channelType: string;
  readonly channelName: string | null;
  /** The wire text. */
  readonly message: string;
  readonly read: boolean;
  readonly createdAt: Date;
}

/** A page of those that the reader may see, newest first. */
export async function listNotificationRows(
  db: Database,
  reader: Reader,
  page: { beforeId: string; limit: number },
): Promise<NotificationRow[]> {
  const { rows } = await sql<NotificationRow>`
    select n.id, n.kind, c.id as "channelId", c.type as "channelType", c.name as "channelName",
      chat_message_json(m)::text as message, ${notificationIsRead} as read,
      n.created_at as "createdAt"
    from chat_notifications n ${notificationTables}
    where n.org_id = ${reader.orgId} and n.user_id = ${reader.userId} and n.id < ${page.beforeId}
      and ${notificationIsThere} and ${notificationIsReadable(reader.isGuest)}
    order by n.id desc
    limit ${page.limit}`.execute(db);
  return rows;
}

/**
 * How many of those that the reader may see are unread: exact, capped. By
 * channel, where only those after the marker are looked at.
 */
export async function countUnread(db: Database, reader: Reader): Promise<number> {
  const { orgId, userId } = reader;
  const ofReader = sql`x.org_id = ${orgId} and x.user_id = ${userId} and x.read_at is null`;
  const { rows } = await sql<{ unread: number }>`
    with recursive places as (
      (select x.channel_id from chat_notifications x where ${ofReader}
        order by x.channel_id limit 1)
      union all
      select (
        select x.channel_id from chat_notifications x
        where ${ofReader} and x.channel_id > p.channel_id
        order by x.channel_id limit 1
      )
      from places p where p.channel_id is not null
    )
    select count(*)::integer as unread from (
      select 1
      from places p
      cross join lateral (
        select x.* from chat_notifications x
        where ${ofReader} and x.channel_id = p.channel_id and x.seq > coalesce((
          select own.last_read_seq from chat_channel_members own
          where own.org_id = ${orgId} and own.channel_id = p.channel_id
            and own.user_id = ${userId}
        ), 0)
        order by x.seq limit ${sql.lit(limits.NOTIFICATIONS_LOOKED_AT_MAX)}
      ) as n
      ${notificationTables}
      where p.channel_id is not null and not ${notificationIsRead}
        and ${notificationIsThere} and ${notificationIsReadable(reader.isGuest)}
      limit ${sql.lit(limits.UNREAD_COUNT_MAX)}
    ) as unread`.execute(db);
  return rows[0]?.unread ?? 0;
}

/** Marks those that are named; an id of somebody else's names nothing. */
export async function markRead(
  db: Database,
  { orgId, userId }: Reader,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await sql`
    update chat_notifications n set read_at = ${at}
    where n.org_id = ${orgId} and n.user_id = ${userId} and n.id = any(${ids}::uuid[])
      and n.read_at is null`.execute(db);
}

/** Marks so many of those that were there at a time; returns how many. */
export async function markSomeRead(
  db: Database,
  { orgId, userId }: Reader,
  at: Date,
  limit: number,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update chat_notifications n set read_at = ${at}
    where n.org_id = ${orgId} and n.user_id = ${userId} and n.id = any(array(
      select x.id from chat_notifications x
      where x.org_id = ${orgId} and x.user_id = ${userId} and x.read_at is null
        and x.created_at <= ${at}
      order by x.channel_id, x.seq
      limit ${limit}
      for update skip locked
    ))`.execute(db);
  return Number(numAffectedRows);
}

export interface ToldRow {
  readonly id: string;
  readonly kind: string;
  readonly read: boolean;
}

/** What somebody was told of a message, as far as it is still there. */
export async function findTold(
  db: Database,
  { orgId, userId }: Reader,
  messageId: string,
): Promise<ToldRow | undefined> {
  const { rows } = await sql<ToldRow>`
    select n.id, n.kind, ${notificationIsRead} as read
    from chat_notifications n ${notificationTables}
    where n.org_id = ${orgId} and n.user_id = ${userId} and n.message_id = ${messageId}`.execute(
    db,
  );
  return rows[0];
}

/** Of all organisations, oldest first, with what was sent of them; returns how many went. */
export async function deleteOldNotifications(
  db: Database,
  before: Date,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with removed as (
      delete from chat_notifications n where n.ctid = any(array(
        select o.ctid from chat_notifications o
        where o.created_at < ${before}
        order by o.created_at
        limit ${limit}
        for update skip locked
      ))
      returning n.org_id, n.id
    ), undelivered as (
      delete from chat_notification_deliveries d using removed r
      where d.org_id = r.org_id and d.notification_id = r.id
    )
    select count(*)::integer as removed from removed`.execute(db);
  return rows[0]?.removed ?? 0;
}
