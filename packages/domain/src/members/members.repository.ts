import { sql } from "kysely";
import { type AccessColumns, type ChannelAccess, toAccess } from "../channels/channel-access.ts";
import type { Database, Tx } from "../database/database.ts";

export interface MemberRow {
  readonly user_id: string;
  readonly role: string;
  readonly joined_at: Date;
}

export async function findMember(
  db: Database | Tx,
  orgId: string,
  channelId: string,
  userId: string,
): Promise<MemberRow | undefined> {
  return db
    .selectFrom("chat_channel_members")
    .select(["user_id", "role", "joined_at"])
    .where("org_id", "=", orgId)
    .where("channel_id", "=", channelId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
}

export interface NewMember {
  readonly userId: string;
  readonly role: string;
}

/**
 * Adds members to a channel whose lock is held. What is there when they come,
 * the events of their own coming included, counts as read. Answers with the
 * number of members before them.
 */
export async function insertMembers(
  tx: Tx,
  orgId: string,
  channelId: string,
  members: readonly NewMember[],
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ before: number }>`
    with added as (
      insert into chat_channel_members
        (org_id, channel_id, user_id, role, joined_at, last_read_seq)
      select c.org_id, c.id, i.user_id, i.role, ${at}, c.last_seq + ${members.length}
      from chat_channels c, unnest(
        ${members.map(({ userId }) => userId)}::uuid[],
        ${members.map(({ role }) => role)}::text[]
      ) as i(user_id, role)
      where c.org_id = ${orgId} and c.id = ${channelId}
      returning 1
    )
    update chat_channels c set member_count = c.member_count + (select count(*) from added)
    where c.org_id = ${orgId} and c.id = ${channelId}
    returning c.member_count - ${members.length}::integer as before`.execute(tx);
  return rows[0]?.before ?? 0;
}

/** Answers with the number of members that are left. */
export async function deleteMember(
  tx: Tx,
  orgId: string,
  channelId: string,
  userId: string,
): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    with removed as (
      delete from chat_channel_members m
      where m.org_id = ${orgId} and m.channel_id = ${channelId} and m.user_id = ${userId}
      returning 1
    )
    update chat_channels c set member_count = c.member_count - (select count(*) from removed)
    where c.org_id = ${orgId} and c.id = ${channelId}
    returning c.member_count as left`.execute(tx);
  return rows[0]?.left ?? 0;
}

export async function updateMemberRole(
  tx: Tx,
  orgId: string,
  channelId: string,
  userId: string,
  role: string,
): Promise<void> {
  await tx
    .updateTable("chat_channel_members")
    .set({ role })
    .where("org_id", "=", orgId)
    .where("channel_id", "=", channelId)
    .where("user_id", "=", userId)
    .execute();
}

/** Writes the caller's own settings; what is null stays. */
export async function updateMembershipSettings(
  db: Database,
  orgId: string,
  channelId: string,
  userId: string,
  settings: { muted: boolean | null; notify: string | null },
): Promise<void> {
  await sql`
    update chat_channel_members m set
      muted = coalesce(${settings.muted}::boolean, m.muted),
      notify = coalesce(${settings.notify}::text, m.notify)
    where m.org_id = ${orgId} and m.channel_id = ${channelId}
      and m.user_id = ${userId}`.execute(db);
}

export async function countOwners(tx: Tx, orgId: string, channelId: string): Promise<number> {
  const { rows } = await sql<{ owners: number }>`
    select count(*) as owners from chat_channel_members
    where org_id = ${orgId} and channel_id = ${channelId} and role = 'owner'`.execute(tx);
  return rows[0]?.owners ?? 0;
}

export interface MemberPage {
  readonly access: ChannelAccess;
  readonly lastSeq: number;
  readonly rows: readonly MemberRow[];
}

/** A page of members with what decides access to it, in one snapshot; undefined: no channel. */
export async function findMemberPage(
  db: Database,
  caller: { orgId: string; userId: string },
  channelId: string,
  page: { afterUserId: string; limit: number },
): Promise<MemberPage | undefined> {
  const { rows } = await sql<AccessColumns & { [K in keyof MemberRow]: MemberRow[K] | null }>`
    select c.type, c.archived_at is not null as archived, c.last_seq as "lastSeq",
      own.role as "callerRole", listed.user_id, listed.role, listed.joined_at
    from chat_channels c
    left join chat_channel_members own
      on own.org_id = c.org_id and own.channel_id = c.id and own.user_id = ${caller.userId}
    left join lateral (
      select m.user_id, m.role, m.joined_at from chat_channel_members m
      where m.org_id = c.org_id and m.channel_id = c.id and m.user_id > ${page.afterUserId}
      order by m.user_id
      limit ${page.limit}
    ) as listed on true
    where c.org_id = ${caller.orgId} and c.id = ${channelId} and c.deleted_at is null
    order by listed.user_id`.execute(db);
  const [first] = rows;
  return first && { access: toAccess(first), lastSeq: first.lastSeq, rows: rows.flatMap(memberOf) };
}

/** Without any member, the channel still comes as one row. */
function memberOf(row: { [K in keyof MemberRow]: MemberRow[K] | null }): MemberRow[] {
  const { user_id, role, joined_at } = row;
  return user_id === null || role === null || joined_at === null
    ? []
    : [{ user_id, role, joined_at }];
}

export async function listMemberIdsAmong(
  db: Database,
  orgId: string,
  channelId: string,
  userIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ userId: string }>`
    select m.user_id as "userId" from chat_channel_members m
    where m.org_id = ${orgId} and m.channel_id = ${channelId}
      and m.user_id = any(${userIds}::uuid[])`.execute(db);
  return rows.map(({ userId }) => userId);
}
