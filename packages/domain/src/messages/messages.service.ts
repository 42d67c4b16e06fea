import { limits, type Message } from "@chat/contract";
import type { Actor } from "../actor.ts";
import { toAccess } from "../channels/channel-access.ts";
import { canRead } from "../channels/channels.policy.ts";
import type { Context } from "../context.ts";
import { CURSOR_SEQ, decodeCursor, encodeCursor } from "../cursor.ts";
import { authorise, found, invalid } from "../errors.ts";
import { type Wire, wirePage } from "../wire.ts";
import {
  findAroundPage,
  findHistoryPage,
  findMessage,
  findPinnedPage,
  findThreadPage,
  type MessagePage,
  type Side,
} from "./messages.repository.ts";

export interface HistoryQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly before?: string;
  readonly after?: string;
  readonly around?: string;
}

export interface MessageList {
  readonly items: Message[];
  readonly next_cursor: string | null;
  readonly as_of_seq: number;
}

/** One message that the caller may read. */
export async function getMessage(
  ctx: Context,
  actor: Actor,
  messageId: string,
): Promise<Wire<Message>> {
  const row = found(await findMessage(ctx.db, actor, messageId));
  authorise(canRead(actor, toAccess(row)));
  return row.message;
}

/** The channel's messages without replies, newest first. */
export async function listMessages(
  ctx: Context,
  actor: Actor,
  channelId: string,
  query: HistoryQuery,
): Promise<Wire<MessageList>> {
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const { cursor, before, after, around } = query;
  if ([cursor, before, after, around].filter((value) => value !== undefined).length > 1) {
    throw invalid("querystring", "may have one of cursor, before, after, around");
  }
  if (query.around !== undefined) {
    return listAround(ctx, actor, channelId, query.around, limit);
  }
  const side = sideOf(query);
  const page = await readHistory(ctx, actor, channelId, side, limit + 1);
  const shown = page.items.slice(0, limit);
  const more = page.items.length > limit;
  return toList(page, side.after === undefined ? shown : shown.toReversed(), more, side);
}

function sideOf({ cursor, before, after }: HistoryQuery): Side {
  if (cursor !== undefined) {
    const [direction, seq] = decodeCursor("listMessages", cursor, [/^(before|after)$/, CURSOR_SEQ]);
    return direction === "after" ? { after: Number(seq) } : { before: Number(seq) };
  }
  if (before !== undefined) {
    return { before: { messageId: before } };
  }
  return after === undefined ? {} : { after: { messageId: after } };
}

/** Authorised before the message is looked at: a stranger learns nothing of its existence. */
async function readHistory(
  ctx: Context,
  actor: Actor,
  channelId: string,
  side: Side,
  limit: number,
): Promise<MessagePage> {
  const page = found(await findHistoryPage(ctx.db, actor, channelId, side, limit));
  authorise(canRead(actor, toAccess(page)));
  found(page.asked);
  return page;
}

/** Half of the page newer than the message, the rest the message and what is older. */
async function listAround(
  ctx: Context,
  actor: Actor,
  channelId: string,
  messageId: string,
  limit: number,
): Promise<Wire<MessageList>> {
  const newerLimit = Math.floor(limit / 2);
  const olderLimit = limit - newerLimit;
  const sides = { newer: newerLimit, older: olderLimit + 1 };
  const page = found(await findAroundPage(ctx.db, actor, channelId, messageId, sides));
  authorise(canRead(actor, toAccess(page)));
  found(page.asked);
  const shown = [...page.newer, ...page.older.slice(0, olderLimit)];
  return toList(page, shown, page.older.length > olderLimit, {});
}

/** The cursor goes on in the direction of the page. `shown` is newest first. */
function toList(
  page: Pick<MessagePage, "lastSeq">,
  shown: MessagePage["items"],
  more: boolean,
  side: Side,
): Wire<MessageList> {
  const onwards = side.after === undefined;
  const end = onwards ? shown.at(-1) : shown[0];
  const key = end && [onwards ? "before" : "after", end.seq];
  return wirePage({
    items: shown.map(({ message }) => message),
    nextCursor: more && key ? encodeCursor("listMessages", key) : null,
    asOfSeq: page.lastSeq,
  });
}

/** The channel's pinned messages, replies included, newest first. */
export async function listPinnedMessages(
  ctx: Context,
  actor: Actor,
  channelId: string,
  query: { limit?: number; cursor?: string },
): Promise<Wire<MessageList>> {
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const [seq] = query.cursor ? decodeCursor("listPinnedMessages", query.cursor, [CURSOR_SEQ]) : [];
  const beforeSeq = seq === undefined ? Number.MAX_SAFE_INTEGER : Number(seq);
  const page = found(await findPinnedPage(ctx.db, actor, channelId, beforeSeq, limit + 1));
  authorise(canRead(actor, toAccess(page)));
  const shown = page.items.slice(0, limit);
  const last = shown.at(-1);
  return wirePage({
    items: shown.map(({ message }) => message),
    nextCursor:
      page.items.length > limit && last ? encodeCursor("listPinnedMessages", [last.seq]) : null,
    asOfSeq: page.lastSeq,
  });
}

/** A thread, whichever of its messages is asked for: its root, and its replies oldest first. */
export async function getThread(
  ctx: Context,
  actor: Actor,
  messageId: string,
  query: { limit?: number; cursor?: string },
): Promise<Wire<MessageList & { root: Message }>> {
  const limit = query.limit ?? limits.LIST_LIMIT_DEFAULT;
  const [afterSeq = "0"] = query.cursor
    ? decodeCursor("getThread", query.cursor, [CURSOR_SEQ])
    : [];
  const page = found(await findThreadPage(ctx.db, actor, messageId, Number(afterSeq), limit + 1));
  authorise(canRead(actor, toAccess(page)));
  const shown = page.items.slice(0, limit);
  const last = shown.at(-1);
  const list = wirePage<MessageList>({
    items: shown.map(({ message }) => message),
    nextCursor: page.items.length > limit && last ? encodeCursor("getThread", [last.seq]) : null,
    asOfSeq: page.lastSeq,
  });
  return `{"root":${page.root},${list.slice(1)}`;
}
