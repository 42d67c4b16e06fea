import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import type { Verdict } from "../errors.ts";
import { toAccess } from "./channel-access.ts";
import { canPost, canRead } from "./channels.policy.ts";
import { listAccess } from "./channels.repository.ts";

/** That a user may follow a channel, as of its event `lastSeq`. */
export interface ChannelGrant {
  readonly channelId: string;
  readonly lastSeq: number;
  /** Whether the user may post there, and so type; or why not. */
  readonly posts: Verdict;
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
    readable.map((row) => {
      const { channelId, lastSeq } = row;
      return [channelId, { channelId, lastSeq, posts: canPost(actor, toAccess(row)) }] as const;
    }),
  );
}
