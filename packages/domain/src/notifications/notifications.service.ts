import { limits } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { CURSOR_UUID, decodeCursor, encodeCursor } from "../cursor.ts";
import type { Wire } from "../wire.ts";
import { toReader } from "./notification-reader.ts";
import {
  countUnread,
  deleteOldNotifications,
  listNotificationRows,
  markRead,
  markSomeRead,
  type NotificationRow,
  type Reader,
} from "./notifications.repository.ts";
import { tellUnread } from "./tell-unread.service.ts";

/** After every id. */
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export interface NotificationList {
  readonly items: readonly object[];
  readonly next_cursor: string | null;
  readonly unread_count: number;
}

/** What the caller was told of and may still see, newest first, and how much of all is unread. */
export async function listNotifications(
  ctx: Context,
  actor: Actor,
  query: { limit?: number; cursor?: string },
): Promise<Wire<NotificationList>> {
  const reader = toReader(actor);
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const [beforeId = LAST_ID] = query.cursor
    ? decodeCursor("listNotifications", query.cursor, [CURSOR_UUID])
    : [];
  const rows = await listNotificationRows(ctx.db, reader, { beforeId, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const cursor = rows.length > limit && last ? encodeCursor("listNotifications", [last.id]) : null;
  const unread = await countUnread(ctx.db, reader);
  return `{"items":[${shown.map(toWire).join(",")}],"next_cursor":${JSON.stringify(cursor)},"unread_count":${unread}}`;
}

function toWire(row: NotificationRow): string {
  const channel = { id: row.channelId, type: row.channelType, name: row.channelName };
  const head = JSON.stringify({
    id: row.id,
    kind: row.kind,
    channel,
    read: row.read,
    created_at: row.createdAt.toISOString(),
  });
  return `${head.slice(0, -1)},"message":${row.message}}`;
}

/** Marks the caller's notifications as read: those that are named, or all. Tells their other devices. */
export async function markNotificationsRead(
  ctx: Context,
  actor: Actor,
  input: { notification_ids?: readonly string[] },
): Promise<{ unread_count: number }> {
  const reader = toReader(actor);
  if (input.notification_ids) {
    await markRead(ctx.db, reader, input.notification_ids, ctx.now());
  } else {
    await markAllRead(ctx, reader);
  }
  return { unread_count: await tellUnread(ctx, actor) };
}

async function markAllRead({ db, now }: Context, reader: Reader): Promise<void> {
  const at = now();
  const rows = limits.NOTIFICATION_READ_BATCH_MAX;
  for (let batch = 0; batch < limits.NOTIFICATION_READ_BATCHES_MAX; batch += 1) {
    if ((await markSomeRead(db, reader, at, rows)) < rows) {
      break;
    }
  }
}

/** Removes notifications that are older than they are kept, a bounded number at a time; returns how many. */
export async function removeOldNotifications(ctx: Pick<Context, "db" | "now">): Promise<number> {
  const before = new Date(ctx.now().getTime() - limits.NOTIFICATION_DAYS * 24 * 60 * 60 * 1_000);
  const rows = limits.NOTIFICATION_CLEANUP_ROWS_MAX;
  let removed = 0;
  for (let batch = 0; batch < limits.NOTIFICATION_CLEANUP_BATCHES_MAX; batch += 1) {
    const deleted = await deleteOldNotifications(ctx.db, before, rows);
    removed += deleted;
    if (deleted < rows) {
      break;
    }
  }
  return removed;
}
