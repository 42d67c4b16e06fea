import { limits, type Presence, type User } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { CURSOR_FIRST_ID, CURSOR_UUID, decodeCursor, encodeCursor } from "../cursor.ts";
import { found } from "../errors.ts";
import { toPresence, toUser, type UserState } from "./user-wire.ts";
import { toViewer } from "./users.policy.ts";
import { findUserPage, listUserRows, listUsersById, type UserRow } from "./users.repository.ts";

interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

interface PageOf<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

/** The caller; everybody may see themselves. The role is that of the request's own token. */
export async function getMe(ctx: Context, actor: Actor): Promise<User> {
  return { ...(await getUser(ctx, actor, actor.userId)), role: actor.role };
}

/** One user that the caller may see. */
export async function getUser(ctx: Context, actor: Actor, userId: string): Promise<User> {
  const [row] = await listUsersById(ctx.db, toViewer(actor), [userId]);
  const [state] = await withConnections(ctx, actor.orgId, [found(row)]);
  return toUser(found(state), ctx.now());
}

/** The users that the caller may see, by id; `q` finds a part of the name or the address. */
export async function listUsers(
  ctx: Context,
  actor: Actor,
  query: PageQuery & { q?: string },
): Promise<PageOf<User>> {
  const { rows, nextCursor } = await readPage(ctx, actor, "listUsers", query);
  const states = await withConnections(ctx, actor.orgId, rows);
  const now = ctx.now();
  return { items: states.map((state) => toUser(state, now)), next_cursor: nextCursor };
}

/** The presence of the named users, those that the caller may not see left out; without names, a page of all. */
export async function listPresence(
  ctx: PresenceContext,
  actor: Actor,
  query: PageQuery & { user_ids?: string },
): Promise<PageOf<Presence>> {
  const { rows, nextCursor } =
    query.user_ids === undefined
      ? await readPage(ctx, actor, "listPresence", query)
      : {
          rows: await listUsersById(ctx.db, toViewer(actor), query.user_ids.split(",")),
          nextCursor: null,
        };
  const states = await withConnections(ctx, actor.orgId, rows);
  const now = ctx.now();
  return { items: states.map((state) => toPresence(state, now)), next_cursor: nextCursor };
}

/**
 * The presence of users for those who follow them, whose right to see them was
 * decided when they began to. None while it cannot be told who is connected.
 */
export async function listFollowedPresence(
  ctx: PresenceContext,
  orgId: string,
  userIds: readonly string[],
): Promise<Presence[]> {
  const connected = await ctx.findConnected(orgId, userIds);
  if (!connected) {
    return [];
  }
  const rows = await listUserRows(ctx.db, orgId, userIds);
  const now = ctx.now();
  return rows.map((row) => toPresence({ row, isConnected: connected.has(row.id) }, now));
}

/** What presence is made of. */
export type PresenceContext = Pick<Context, "db" | "findConnected" | "now">;

async function withConnections(
  ctx: PresenceContext,
  orgId: string,
  rows: readonly UserRow[],
): Promise<UserState[]> {
  const ids = rows.map(({ id }) => id);
  const connected = await ctx.findConnected(orgId, ids);
  return rows.map((row) => ({ row, isConnected: connected?.has(row.id) ?? false }));
}

async function readPage(
  ctx: PresenceContext,
  actor: Actor,
  list: "listUsers" | "listPresence",
  query: PageQuery & { q?: string },
): Promise<{ rows: UserRow[]; nextCursor: string | null }> {
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const [afterId = CURSOR_FIRST_ID] = query.cursor
    ? decodeCursor(list, query.cursor, [CURSOR_UUID])
    : [];
  const q = query.q?.normalize("NFC") ?? null;
  const rows = await findUserPage(ctx.db, toViewer(actor), { afterId, limit: limit + 1, q });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    nextCursor: rows.length > limit && last ? encodeCursor(list, [last.id]) : null,
  };
}
