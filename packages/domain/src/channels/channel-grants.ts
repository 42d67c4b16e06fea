import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { toAccess } from "./channel-access.ts";
import { canRead } from "./channels.policy.ts";
import { listAccess } from "./channels.repository.ts";

/** That a user may follow a channel, as of its event `lastSeq`. */
export interface ChannelGrant {
  readonly channelId: string;
  readonly lastSeq: number;
}

/** Which of the channels the actor may read: one query, however many. */
export async function authoriseChannels(
  ctx: Pick<Context, "db">,
  actor: Actor,
  channelIds: readonly string[],
): Promise<Map<string, ChannelGrant>> {
  const rows = await listAccess(ctx.db, actor.orgId, actor.userId, channelIds);
  const readable = rows.filter((row) => canRead(actor, toAccess(row)) === "allowed");
  return new Map(
    readable.map(({ channelId, lastSeq }) => [channelId, { channelId, lastSeq }] as const),
  );
}
