import { type AnswerOf, limits, type operations } from "@chat/contract";
import type { ChatClient } from "../rest/types.ts";
import type { HistoryPage } from "./fold-history.ts";
import type { MembersPage } from "./fold-members.ts";
import type { ChannelParts, Thread } from "./fold-parts.ts";
import type { Pins } from "./fold-pins.ts";
import type { RepliesPage } from "./fold-thread.ts";
import { isGone } from "./gone.ts";

const limit = limits.LIST_LIMIT_MAX;

/** How much of a channel is wanted. */
export interface Extent {
  readonly historyPages: number;
  readonly memberPages: number;
  /** Pages of each thread that is open, by its root. */
  readonly threads: ReadonlyMap<string, number>;
}

export async function fetchParts(
  chat: ChatClient,
  channelId: string,
  { historyPages, memberPages, threads }: Extent,
): Promise<ChannelParts> {
  const [history, members, pins, opened] = await Promise.all([
    fetchPages(historyPages, (cursor) => fetchHistory(chat, channelId, cursor)),
    fetchPages<MembersPage>(memberPages, (cursor, former) =>
      fetchMembers(chat, channelId, cursor, former?.upTo),
    ),
    fetchPins(chat, channelId),
    Promise.all([...threads].map(([rootId, pages]) => fetchThread(chat, rootId, pages))),
  ]);
  return {
    history: history.pages,
    olderCursor: history.cursor,
    members: members.pages,
    membersCursor: members.cursor,
    pins,
    threads: new Map(opened.flatMap((thread) => entryOf(thread))),
  };
}

interface Fetched<P> {
  readonly page: P;
  readonly cursor: string | null;
}

/** So many pages, one after the other, as far as there are any. */
async function fetchPages<P>(
  count: number,
  fetchPage: (cursor: string | null, former?: P) => Promise<Fetched<P>>,
): Promise<{ pages: P[]; cursor: string | null }> {
  const first = await fetchPage(null);
  const pages = [first.page];
  let { cursor } = first;
  while (cursor !== null && pages.length < count) {
    const next: Fetched<P> = await fetchPage(cursor, pages.at(-1));
    pages.push(next.page);
    cursor = next.cursor;
  }
  return { pages, cursor };
}

/** A page of history, the newest one without a cursor. */
export async function fetchHistory(
  chat: ChatClient,
  channelId: string,
  cursor: string | null,
): Promise<Fetched<HistoryPage>> {
  const list = await chat.listMessages({ channelId, limit, ...from(cursor) });
  const { items, as_of_seq, next_cursor } = list;
  return { page: { items, as_of_seq, newest: cursor === null }, cursor: next_cursor };
}

/** A page of members after those of the page before, whose last one `after` is. */
export async function fetchMembers(
  chat: ChatClient,
  channelId: string,
  cursor: string | null,
  after: string | null = null,
): Promise<Fetched<MembersPage>> {
  const list = await chat.listMembers({ channelId, limit, ...from(cursor) });
  const { items, as_of_seq, next_cursor } = list;
  const upTo = next_cursor === null ? null : (items.at(-1)?.user_id ?? null);
  return { page: { items, as_of_seq, after, upTo }, cursor: next_cursor };
}

/** All pins: the contract bounds their number. */
async function fetchPins(chat: ChatClient, channelId: string): Promise<Pins> {
  const first = await chat.listPinnedMessages({ channelId, limit });
  const items = [...first.items];
  let cursor = first.next_cursor;
  while (cursor !== null && items.length < limits.CHANNEL_PINS_MAX) {
    const next = await chat.listPinnedMessages({ channelId, limit, cursor });
    items.push(...next.items);
    cursor = next.next_cursor;
  }
  return { items, as_of_seq: first.as_of_seq, missing: [] };
}

/** A thread with so many pages of replies; undefined: it is gone. */
export async function fetchThread(
  chat: ChatClient,
  rootId: string,
  pages: number,
): Promise<Thread | undefined> {
  try {
    const first = await chat.getThread({ messageId: rootId, limit });
    const { root, as_of_seq } = first;
    const fetched = await fetchPages(pages, (cursor) =>
      cursor === null ? Promise.resolve(toReplies(first)) : fetchReplies(chat, root.id, cursor),
    );
    return { root: { items: [root], as_of_seq }, ...fetched };
  } catch (error) {
    if (isGone(error)) {
      return undefined;
    }
    throw error;
  }
}

export async function fetchReplies(
  chat: ChatClient,
  rootId: string,
  cursor: string,
): Promise<Fetched<RepliesPage>> {
  return toReplies(await chat.getThread({ messageId: rootId, limit, cursor }));
}

function toReplies({
  root,
  items,
  as_of_seq,
  next_cursor,
}: AnswerOf<typeof operations.getThread>): Fetched<RepliesPage> {
  const page = { rootId: root.id, items, as_of_seq, newest: next_cursor === null };
  return { page, cursor: next_cursor };
}

function entryOf(thread: Thread | undefined): [string, Thread][] {
  const root = thread?.root.items[0];
  return thread && root ? [[root.id, thread]] : [];
}

function from(cursor: string | null): { cursor?: string } {
  return cursor === null ? {} : { cursor };
}
