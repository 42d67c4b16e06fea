import { type BodyOf, type Channel, limits, type operations } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { CURSOR_FIRST_ID, CURSOR_UUID, decodeCursor, encodeCursor } from "../cursor.ts";
import type { Tx } from "../database/database.ts";
import { violatesUnique } from "../database/sqlstate.ts";
import { authorise, ChatError, found } from "../errors.ts";
import { commitOnce, type IdempotencyKey } from "../idempotency/commit-once.ts";
import { addMembers } from "../members/membership.service.ts";
import { newId } from "../new-id.ts";
import { toViewer } from "../users/users.policy.ts";
import { listVisibleUserIds } from "../users/users.repository.ts";
import { normalisedName } from "./channel-name.ts";
import { toChannel } from "./channel-wire.ts";
import { canCreateChannel, canRead } from "./channels.policy.ts";
import {
  type CallerChannelRow,
  findCallerChannel,
  insertChannel,
  listCallerChannels,
  listJoinedCallerChannels,
} from "./channels.repository.ts";

export interface ChannelPage {
  readonly items: Channel[];
  readonly next_cursor: string | null;
}

export interface CreatedChannel {
  readonly channel: Channel;
  /** False: an earlier request with the same key has made it. */
  readonly created: boolean;
}

/** Creates a channel; the caller is its owner, `member_ids` its members. */
export async function createChannel(
  ctx: Context,
  actor: Actor,
  input: BodyOf<typeof operations.createChannel>,
  idempotency?: IdempotencyKey,
): Promise<CreatedChannel> {
  authorise(canCreateChannel(actor));
  const name = normalisedName(input.name);
  try {
    const { repeated, result } = await commitOnce(ctx, actor, idempotency, async (tx) => {
      const memberIds = await knownOthers(tx, actor, input.member_ids ?? []);
      const id = newId();
      const at = ctx.now();
      await insertChannel(tx, {
        orgId: actor.orgId,
        id,
        type: input.type ?? "public",
        name,
        topic: input.topic ?? "",
        description: input.description ?? "",
        createdBy: actor.userId,
        at,
        memberCount: 0,
      });
      const members = [
        { userId: actor.userId, role: "owner" as const },
        ...memberIds.map((userId) => ({ userId, role: "member" as const })),
      ];
      const events = await addMembers(tx, actor.orgId, id, members, at);
      return { result: { id }, events };
    });
    return { channel: await getChannel(ctx, actor, result.id), created: !repeated };
  } catch (error) {
    if (violatesUnique(error, "chat_channels_name")) {
      throw new ChatError("name_taken", `a channel named ${name} exists`, { cause: error });
    }
    throw error;
  }
}

async function knownOthers(tx: Tx, actor: Actor, ids: readonly string[]): Promise<string[]> {
  const others = new Set(ids.map((id) => id.toLowerCase()));
  others.delete(actor.userId);
  const known = await listVisibleUserIds(tx, toViewer(actor), [...others]);
  const unknown = [...others].find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new ChatError("not_found", `member_ids: there is no user ${unknown}`);
  }
  return [...others];
}

/** One channel as the caller sees it. */
export async function getChannel(ctx: Context, actor: Actor, channelId: string): Promise<Channel> {
  const row = found(await findCallerChannel(ctx.db, actor.orgId, channelId, actor.userId));
  const channel = toChannel(row);
  const role = channel.membership?.role ?? null;
  authorise(canRead(actor, { type: channel.type, archived: channel.archived_at !== null, role }));
  return channel;
}

/** All channels that the caller may see, by id; `q` finds a part of the name. */
export async function listChannels(
  ctx: Context,
  actor: Actor,
  query: { limit?: number; cursor?: string; q?: string },
): Promise<ChannelPage> {
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const [afterId = CURSOR_FIRST_ID] = query.cursor
    ? decodeCursor("listChannels", query.cursor, [CURSOR_UUID])
    : [];
  const caller = { orgId: actor.orgId, userId: actor.userId, guest: actor.role === "guest" };
  const q = query.q?.normalize("NFC").toLowerCase() ?? null;
  const rows = await listCallerChannels(ctx.db, caller, { afterId, limit: limit + 1, q });
  return toPage("listChannels", rows, limit);
}

/** The channels of which the caller is a member, by id. */
export async function listJoinedChannels(
  ctx: Context,
  actor: Actor,
  query: { limit?: number; cursor?: string },
): Promise<ChannelPage> {
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const [afterId = CURSOR_FIRST_ID] = query.cursor
    ? decodeCursor("listJoinedChannels", query.cursor, [CURSOR_UUID])
    : [];
  const rows = await listJoinedCallerChannels(ctx.db, actor, { afterId, limit: limit + 1 });
  return toPage("listJoinedChannels", rows, limit);
}

function toPage(
  list: "listChannels" | "listJoinedChannels",
  rows: readonly CallerChannelRow[],
  limit: number,
): ChannelPage {
  const items = rows.slice(0, limit).map(toChannel);
  const last = items.at(-1);
  return { items, next_cursor: rows.length > limit && last ? encodeCursor(list, [last.id]) : null };
}
