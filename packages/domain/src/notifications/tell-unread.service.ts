import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { toReader } from "./notification-reader.ts";
import { countUnread } from "./notifications.repository.ts";

/** Tells every socket of a user how many of their notifications are unread now. */
export async function tellUnread(ctx: Context, actor: Actor): Promise<number> {
  const unread = await countUnread(ctx.db, toReader(actor));
  const payload = { notification: null, unread_count: unread };
  const frame = { type: "notification", timestamp: ctx.now().toISOString(), payload };
  const { orgId, userId } = actor;
  ctx.signal({ kind: "user", orgId, userId, frame: JSON.stringify(frame) });
  return unread;
}
