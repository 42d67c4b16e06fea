import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../actor.ts";

/**
 * For a query of the channel `c`: whether the actor may see it, as `canRead`
 * says. Only what a stranger would wait for, or keep others waiting for, is
 * found by it; what decides is read under the lock.
 */
export function visibleChannel({ userId, role }: Actor): RawBuilder<boolean> {
  return sql`((c.type = 'public' and ${role !== "guest"}) or exists (
    select 1 from chat_channel_members seen
    where seen.org_id = c.org_id and seen.channel_id = c.id and seen.user_id = ${userId}
  ))`;
}
