import type { User } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { found } from "../errors.ts";
import { findUser } from "./users.repository.ts";

/** The caller; everybody may see themselves. */
export async function getMe(ctx: Context, actor: Actor): Promise<User> {
  const row = found(await findUser(ctx.db, actor.orgId, actor.userId));
  return {
    id: row.id,
    org_id: row.org_id,
    name: row.name,
    email: row.email,
    picture: row.picture,
    role: actor.role,
    status: (row.chosen_status ?? "offline") as User["status"],
    status_text: row.status_text,
    status_emoji: row.status_emoji,
    status_expires_at: row.status_expires_at?.toISOString() ?? null,
    last_active_at: row.last_active_at?.toISOString() ?? null,
  };
}
