import type { Context } from "../context.ts";
import { touchUsers } from "../users/users.repository.ts";

/** Notes that users were there just now, as the gateway that holds their sockets knows. */
export async function noteActivity(
  ctx: Pick<Context, "db" | "now">,
  orgId: string,
  userIds: readonly string[],
): Promise<void> {
  await touchUsers(ctx.db, orgId, userIds, ctx.now());
}
