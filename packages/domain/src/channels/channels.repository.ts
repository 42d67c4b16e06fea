import { limits } from "@chat/contract";
import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../actor.ts";
import type { Database, Tx } from "../database/database.ts";
import { containing } from "../database/like.ts";
import { visibleChannel } from "../database/visible-channel.ts";
import { mentionCount, unreadCount } from "../read-markers/unread-counts.ts";

export interface ChannelRow {
  readonly id: string;
  readonly org_id: string;
  readonly type: string;
  readonly name: string | null;
  readonly topic: string;
  readonly description: string;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly archived_at: Date | null;
  readonly member_count: number;
  readonly last_message_at: Date | null;
  readonly last_seq: number;
}

/** A channel with the caller's membership; the membership's columns are null for others. */
export interface CallerChannelRow extends ChannelRow {
  readonly role: string | null;
  readonly joined_at: Date | null;
  readonly last_read_seq: number | null;
  readonly muted: boolean | null;
  readonly notify: string | null;
  readonly unread_count: number;
  readonly mention_count: number;
}

/**
 * Locks a channel that the actor may see for the rest of the transaction.
 * Whatever decides access must be read after this, in a statement of its own.
 */
export async function lockChannel(
  tx: Tx,
  actor: Actor,
  channelId: string,
): Promise<ChannelRow | undefined> {
  const { rows } = await sql<ChannelRow>`
    select c.*
    from (select set_config('lock_timeout', ${limits.CHANNEL_LOCK_TIMEOUT}, true)) as waits, chat_channels c
    where c.org_id = ${actor.orgId} and c.id = ${channelId} and c.deleted_at is null
      and ${visibleChannel(actor)}
    for no key update of c`.execute(tx);
  return rows[0];
}

/** The name is free, or a unique violation of `chat_channels_name` says that it is not. */
export async function insertChannel(
  tx: Tx,
  channel: {
    orgId: string;
    id: string;
    type: "public" | "private";
    name: string;
    topic: string;
    description: string;
    createdBy: string;
    at: Date;
    memberCount: number;
  },
): Promise<void> {
  await tx
    .insertInto("chat_channels")
    .values({
      org_id: channel.orgId,
      id: channel.id,
      type: channel.type,
      name: channel.name,
      topic: channel.topic,
      description: channel.description,
      created_by: channel.createdBy,
      created_at: channel.at,
      updated_at: channel.at,
      member_count: channel.memberCount,
    })
    .execute();
}

/** Writes what of a channel, whose lock is held, can be changed by hand. */
export async function updateChannelRow(
  tx: Tx,
  channel: Pick<
    ChannelRow,
    "org_id" | "id" | "name" | "topic" | "description" | "archived_at" | "updated_at"
  >,
): Promise<void> {
  await tx
    .updateTable("chat_channels")
    .set({
      name: channel.name,
      topic: channel.topic,
      description: channel.description,
      archived_at: channel.archived_at,
      updated_at: channel.updated_at,
    })
    .where("org_id", "=", channel.org_id)
    .where("id", "=", channel.id)
    .execute();
}

/** From now on nobody finds the channel, and its name is free. */
export async function markChannelDeleted(
  tx: Tx,
  orgId: string,
  channelId: string,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("chat_channels")
    .set({ deleted_at: at })
    .where("org_id", "=", orgId)
    .where("id", "=", channelId)
    .execute();
}

const callerColumns = sql`
  c.*, m.role, m.joined_at, m.last_read_seq, m.muted, m.notify,
  case when m.user_id is null then 0 else ${unreadCount} end as unread_count,
  case when m.user_id is null then 0 else ${mentionCount} end as mention_count`;

export async function findCallerChannel(
  db: Database | Tx,
  orgId: string,
  channelId: string,
  userId: string,
): Promise<CallerChannelRow | undefined> {
  const { rows } = await sql<CallerChannelRow>`
    select ${callerColumns}
    from chat_channels c
    left join chat_channel_members m
      on m.org_id = c.org_id and m.channel_id = c.id and m.user_id = ${userId}
    where c.org_id = ${orgId} and c.id = ${channelId} and c.deleted_at is null`.execute(db);
  return rows[0];
}

/**
 * Channels that the caller may see, by id: public ones unless a guest asks,
 * and those of which the caller is a member.
 */
export async function listCallerChannels(
  db: Database,
  caller: { orgId: string; userId: string; guest: boolean },
  page: { afterId: string; limit: number; q: string | null },
): Promise<CallerChannelRow[]> {
  const like = page.q === null ? null : containing(page.q);
  const named = (name: RawBuilder<unknown>) =>
    like === null ? sql`true` : sql`${name} like ${like}`;
  const found =
    page.q === null ? sql`true` : sql`chat_grams(p.name) @> chat_grams_sought(${page.q})`;
  const { rows } = await sql<CallerChannelRow>`
    with visible as (
      (select p.id from chat_channels p
        where not ${caller.guest} and p.org_id = ${caller.orgId} and p.type = 'public'
          and p.deleted_at is null and p.id > ${page.afterId}
          and ${found} and ${named(sql`p.name`)}
        order by p.id limit ${page.limit})
      union
      (select j.id from chat_channel_members k
        join chat_channels j on j.org_id = k.org_id and j.id = k.channel_id
        where k.org_id = ${caller.orgId} and k.user_id = ${caller.userId}
          and k.channel_id > ${page.afterId} and j.deleted_at is null
          and ${named(sql`j.name`)}
        order by k.channel_id limit ${page.limit})
    )
    select ${callerColumns}
    from visible v
    join chat_channels c on c.org_id = ${caller.orgId} and c.id = v.id
    left join chat_channel_members m
      on m.org_id = c.org_id and m.channel_id = c.id and m.user_id = ${caller.userId}
    order by c.id
    limit ${page.limit}`.execute(db);
  return rows;
}

/** The channels of which the caller is a member, by id, with what is unread in each: one query. */
export async function listJoinedCallerChannels(
  db: Database,
  caller: { orgId: string; userId: string },
  page: { afterId: string; limit: number },
): Promise<CallerChannelRow[]> {
  const { rows } = await sql<CallerChannelRow>`
    with joined as materialized (
      select k.*
      from chat_channel_members k
      join chat_channels j on j.org_id = k.org_id and j.id = k.channel_id
      where k.org_id = ${caller.orgId} and k.user_id = ${caller.userId}
        and k.channel_id > ${page.afterId} and j.deleted_at is null
      order by k.channel_id
      limit ${page.limit}
    )
    select ${callerColumns}
    from joined m
    join chat_channels c on c.org_id = ${caller.orgId} and c.id = m.channel_id
    order by c.id`.execute(db);
  return rows;
}

export interface AccessRow {
  readonly channelId: string;
  readonly type: string;
  readonly archived: boolean;
  readonly lastSeq: number;
  readonly callerRole: string | null;
}

/** What decides access to each of the channels, and its newest `seq`: one query for all. */
export async function listAccess(
  db: Database,
  orgId: string,
  userId: string,
  channelIds: readonly string[],
): Promise<AccessRow[]> {
  const { rows } = await sql<AccessRow>`
    select c.id as "channelId", c.type, c.archived_at is not null as archived,
      c.last_seq as "lastSeq", m.role as "callerRole"
    from chat_channels c
    left join chat_channel_members m
      on m.org_id = c.org_id and m.channel_id = c.id and m.user_id = ${userId}
    where c.org_id = ${orgId} and c.id = any(${channelIds}::uuid[])
      and c.deleted_at is null`.execute(db);
  return rows;
}
