import { type ChannelParts, foldChannel, foldParts, type Thread } from "@chat/client";
import type { Channel, DurableEvent, Message } from "@chat/contract";
import type { Rest } from "../support/rest.ts";

/** All that one user sees of one channel, fetched from every list that shows it. */
export interface View {
  /** undefined: the channel is not there, or not to be seen. */
  readonly channel: Channel | undefined;
  readonly parts: ChannelParts | undefined;
  /** Every message by itself, replies included; those that are not there are left out. */
  readonly messages: ReadonlyMap<string, Message>;
  /** As `/channels/joined` shows the channel. */
  readonly joined: Channel | undefined;
}

interface Reader {
  readonly id: string;
  readonly rest: Rest;
}

const PAGE = "limit=200";

/** Fetches the view; `messageIds` are looked up one by one. */
export async function fetchView(
  { rest }: Reader,
  channelId: string,
  messageIds: readonly string[],
): Promise<View> {
  const get = async (path: string) => {
    const { status, body } = await rest("GET", path);
    return status === 200 ? body : undefined;
  };
  const channel: Channel | undefined = await get(`/channels/${channelId}`);
  const { items: joined } = await get(`/channels/joined?${PAGE}`);
  const messages = new Map<string, Message>();
  for (const id of messageIds) {
    const message: Message | undefined = await get(`/messages/${id}`);
    if (message) {
      messages.set(id, message);
    }
  }
  return {
    channel,
    parts: channel && (await fetchParts(get, channelId, messages)),
    messages,
    joined: joined.find(({ id }: Channel) => id === channelId),
  };
}

async function fetchParts(
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  get: (path: string) => Promise<any>,
  channelId: string,
  messages: ReadonlyMap<string, Message>,
): Promise<ChannelParts> {
  const path = `/channels/${channelId}`;
  const history = await get(`${path}/messages?${PAGE}`);
  const pins = await get(`${path}/messages/pinned?${PAGE}`);
  const members = await get(`${path}/members?${PAGE}`);
  const threads = new Map<string, Thread>();
  for (const { id, thread_id } of messages.values()) {
    const { root, items, as_of_seq, next_cursor } =
      thread_id === null ? await get(`/messages/${id}/thread?${PAGE}`) : {};
    if (root) {
      const page = { rootId: id, items, as_of_seq, newest: true };
      threads.set(id, { root: { items: [root], as_of_seq }, pages: [page], cursor: next_cursor });
    }
  }
  return {
    history: [{ items: history.items, as_of_seq: history.as_of_seq, newest: true }],
    olderCursor: history.next_cursor,
    pins: { items: pins.items, as_of_seq: pins.as_of_seq, missing: [] },
    members: [{ items: members.items, as_of_seq: members.as_of_seq, after: null, upTo: null }],
    membersCursor: members.next_cursor,
    threads,
  };
}

/** What the SDK makes of the view when these events arrive. */
export function foldView(view: View, events: readonly DurableEvent[], userId: string): View {
  const { channel, parts } = view;
  const folded = events.reduce<Channel | undefined>(
    (present, event) => present && foldChannel(present, event, userId),
    channel,
  );
  return {
    channel: folded,
    parts: folded && parts && events.reduce(foldParts, parts),
    messages: view.messages,
    joined: folded?.membership ? folded : undefined,
  };
}

/**
 * What is compared. Threads and lists without the bookkeeping of pages; of
 * messages one by one, what the lists have of them.
 */
export function comparable({ channel, parts, joined }: View): object {
  const threads = [...(parts?.threads ?? [])].map(([id, { root, pages }]) => ({
    id,
    root: root.items,
    replies: pages.flatMap(({ items }) => items),
  }));
  return {
    channel,
    joined,
    history: parts?.history.flatMap(({ items }) => items),
    pinned: parts?.pins.items,
    missingPins: parts?.pins.missing,
    members: parts?.members.flatMap(({ items }) => items),
    threads: threads.filter(({ root }) => root.length > 0).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Every message that a list of the view holds, by id. */
export function messagesOf({ parts }: View): Map<string, Message> {
  const lists = [
    ...(parts?.history ?? []),
    ...(parts ? [parts.pins] : []),
    ...[...(parts?.threads.values() ?? [])].flatMap(({ root, pages }) => [root, ...pages]),
  ];
  return new Map(lists.flatMap(({ items }) => items.map((message) => [message.id, message])));
}
