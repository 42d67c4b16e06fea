import { type RawBuilder, sql } from "kysely";
import type { Database, Tx } from "../database/database.ts";
import { containing } from "../database/like.ts";
import type { Viewer } from "./users.policy.ts";

export interface UserClaims {
  readonly orgId: string;
  readonly id: string;
  readonly role: string;
  readonly issuedAt: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly picture: string | null;
}

/**
 * Creates the user, or refreshes the row from a token with a later `iat`; absent
 * claims keep. Looked for first: an upsert that changes nothing still locks, and
 * so writes, its row.
 */
export async function upsertUser(db: Database, claims: UserClaims): Promise<void> {
  await sql`
    insert into chat_users as u (org_id, id, name, email, picture, role, claims_iat)
    select ${claims.orgId}::uuid, ${claims.id}::uuid, ${claims.name ?? ""}, ${claims.email},
      ${claims.picture}, ${claims.role}, ${claims.issuedAt}::bigint
    where not exists (
      select 1 from chat_users known where known.org_id = ${claims.orgId}
        and known.id = ${claims.id} and known.claims_iat >= ${claims.issuedAt}
    )
    on conflict (org_id, id) do update set
      name = coalesce(${claims.name}::text, u.name),
      email = coalesce(excluded.email, u.email),
      picture = coalesce(excluded.picture, u.picture),
      role = excluded.role,
      claims_iat = excluded.claims_iat
    where u.claims_iat < excluded.claims_iat`.execute(db);
}

export interface UserRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly email: string | null;
  readonly picture: string | null;
  readonly role: string;
  readonly chosen_status: string | null;
  readonly status_text: string | null;
  readonly status_emoji: string | null;
  readonly status_expires_at: Date | null;
  readonly last_active_at: Date | null;
}

const userColumns = sql`u.id, u.org_id, u.name, u.email, u.picture, u.role, u.chosen_status,
  u.status_text, u.status_emoji, u.status_expires_at, u.last_active_at`;

/** For a query with the user `u`: whether the viewer may see them. */
function visible({ orgId, userId, confined }: Viewer): RawBuilder<boolean> {
  return confined
    ? sql`(u.id = ${userId} or exists (
        select 1 from (${sharedChannels(orgId, userId)}) as shared
        join chat_channel_members other on other.org_id = ${orgId}
          and other.channel_id = shared.channel_id and other.user_id = u.id
      ))`
    : sql`true`;
}

function sharedChannels(orgId: string, userId: string): RawBuilder<unknown> {
  return sql`
    select own.channel_id from chat_channel_members own
    join chat_channels c on c.org_id = own.org_id and c.id = own.channel_id
    where own.org_id = ${orgId} and own.user_id = ${userId} and c.deleted_at is null`;
}

/** The users with these ids. */
export async function listUserRows(
  db: Database,
  orgId: string,
  ids: readonly string[],
): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from chat_users u
    where u.org_id = ${orgId} and u.id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

/** The users with these ids that the viewer may see, by id. */
export async function listUsersById(
  db: Database | Tx,
  viewer: Viewer,
  ids: readonly string[],
): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from chat_users u
    where u.org_id = ${viewer.orgId} and u.id = any(${ids}::uuid[]) and ${visible(viewer)}
    order by u.id`.execute(db);
  return rows;
}

/** Which of the ids are users that the viewer may see. */
export async function listVisibleUserIds(
  db: Database | Tx,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await listUsersById(db, viewer, ids);
  return new Set(rows.map(({ id }) => id));
}

interface UserPage {
  readonly afterId: string;
  readonly limit: number;
  /** A part of the name or the address. */
  readonly q: string | null;
}

/** A page of the users that the viewer may see, by id. */
export async function findUserPage(
  db: Database,
  viewer: Viewer,
  page: UserPage,
): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`
    select ${userColumns} from chat_users u
    where u.org_id = ${viewer.orgId} and u.id > ${page.afterId}
      and ${viewer.confined ? amongOthers(viewer, page) : sql`true`}
      and ${page.q === null ? sql`true` : matching(page.q, viewer)}
    order by u.id
    limit ${page.limit}`.execute(db);
  return rows;
}

/** A confined viewer's users are found by their ids: to look for grams as well would only cost. */
function matching(q: string, { confined }: Viewer): RawBuilder<boolean> {
  const like = containing(q);
  const matches = sql<boolean>`(u.name ilike ${like} or u.email ilike ${like})`;
  return confined
    ? matches
    : sql`chat_user_grams(u.name, u.email) @> chat_grams_sought(${q}) and ${matches}`;
}

/**
 * Those with whom a confined viewer shares a channel, so that nobody else is
 * looked at. Of each channel as many as the page takes, unless a text chooses among them.
 */
function amongOthers({ orgId, userId }: Viewer, page: UserPage): RawBuilder<boolean> {
  return sql`u.id = any(array(
    select ${userId}::uuid
    union
    select next.user_id
    from (${sharedChannels(orgId, userId)}) as shared
    cross join lateral (
      select other.user_id from chat_channel_members other
      where other.org_id = ${orgId} and other.channel_id = shared.channel_id
        and other.user_id > ${page.afterId}
      order by other.user_id
      limit ${page.q === null ? page.limit : null}::integer
    ) as next
  ))`;
}

export interface ChosenStatus {
  readonly status: string;
  readonly text: string | null;
  readonly emoji: string | null;
  readonly expiresAt: Date | null;
  /** Choosing is being active. */
  readonly at: Date;
}

export async function updateStatus(
  db: Database,
  orgId: string,
  userId: string,
  chosen: ChosenStatus,
): Promise<void> {
  await db
    .updateTable("chat_users")
    .set({
      chosen_status: chosen.status,
      status_text: chosen.text,
      status_emoji: chosen.emoji,
      status_expires_at: chosen.expiresAt,
      last_active_at: chosen.at,
    })
    .where("org_id", "=", orgId)
    .where("id", "=", userId)
    .execute();
}

/** Notes that the users of one organisation were there. */
export async function touchUsers(
  db: Database,
  orgId: string,
  userIds: readonly string[],
  at: Date,
): Promise<void> {
  await sql`
    update chat_users u set last_active_at = ${at}
    where u.org_id = ${orgId} and u.id = any(${userIds}::uuid[])
      and (u.last_active_at is null or u.last_active_at < ${at})`.execute(db);
}
