import type { DurableEvent } from "@chat/contract";
import type { ChatClient } from "../rest/types.ts";
import type { EventTail } from "./event-tail.ts";
import { fetchHistory, fetchMembers, fetchReplies, fetchThread } from "./fetch-parts.ts";
import { foldHistory } from "./fold-history.ts";
import { foldMembers } from "./fold-members.ts";
import { foldMessage } from "./fold-message.ts";
import { type ChannelParts, foldThread, type Thread } from "./fold-parts.ts";
import { supplyPin } from "./fold-pins.ts";
import { foldReplies } from "./fold-thread.ts";
import { isGone } from "./gone.ts";

/** The parts as they are whenever they are asked for, and how they are replaced. */
export interface PartsCell {
  readonly chat: ChatClient;
  readonly tail: EventTail;
  readonly channelId: string;
  /** Grows whenever everything is fetched anew: what was fetched for an earlier one is dropped. */
  readonly generation: () => number;
  readonly get: () => ChannelParts;
  readonly set: (parts: ChannelParts) => void;
}

/** Fetches what `add` then puts into the parts, with the events that came meanwhile. */
async function fetchMore<T>(
  { tail, generation, get, set }: PartsCell,
  fetch: () => Promise<T>,
  add: (parts: ChannelParts, answer: T, events: readonly DurableEvent[]) => ChannelParts,
): Promise<void> {
  const begun = generation();
  await tail.during(fetch, (answer, events) => {
    if (generation() === begun) {
      set(add(get(), answer, events));
    }
  });
}

export async function loadOlder(cell: PartsCell): Promise<void> {
  const { olderCursor } = cell.get();
  if (olderCursor === null) {
    return;
  }
  await fetchMore(
    cell,
    () => fetchHistory(cell.chat, cell.channelId, olderCursor),
    (parts, { page, cursor }, events) =>
      parts.olderCursor === olderCursor
        ? {
            ...parts,
            history: [...parts.history, events.reduce(foldHistory, page)],
            olderCursor: cursor,
          }
        : parts,
  );
}

export async function loadMoreMembers(cell: PartsCell): Promise<void> {
  const { membersCursor, members } = cell.get();
  if (membersCursor === null) {
    return;
  }
  await fetchMore(
    cell,
    () => fetchMembers(cell.chat, cell.channelId, membersCursor, members.at(-1)?.upTo),
    (parts, { page, cursor }, events) =>
      parts.membersCursor === membersCursor
        ? {
            ...parts,
            members: [...parts.members, events.reduce(foldMembers, page)],
            membersCursor: cursor,
          }
        : parts,
  );
}

/** Answers with the id of the thread's root; undefined: there is no such thread. */
export async function openThread(cell: PartsCell, messageId: string): Promise<string | undefined> {
  let rootId: string | undefined;
  await fetchMore(
    cell,
    () => fetchThread(cell.chat, messageId, 1),
    (parts, fetched, events) => {
      const thread = fetched && events.reduce(foldThread, fetched);
      rootId = thread?.root.items[0]?.id;
      return thread && rootId !== undefined ? withThread(parts, rootId, thread) : parts;
    },
  );
  return rootId;
}

export async function loadMoreReplies(cell: PartsCell, rootId: string): Promise<void> {
  const from = cell.get().threads.get(rootId)?.cursor ?? null;
  if (from === null) {
    return;
  }
  await fetchMore(
    cell,
    () => fetchReplies(cell.chat, rootId, from),
    (parts, { page, cursor }, events) => {
      const thread = parts.threads.get(rootId);
      return thread?.cursor === from
        ? withThread(parts, rootId, {
            ...thread,
            pages: [...thread.pages, events.reduce(foldReplies, page)],
            cursor,
          })
        : parts;
    },
  );
}

export function closeThread(cell: PartsCell, rootId: string): void {
  const parts = cell.get();
  cell.set({ ...parts, threads: new Map([...parts.threads].filter(([id]) => id !== rootId)) });
}

/** Fetches a pinned message that no list has. */
export async function fetchMissingPin(cell: PartsCell, messageId: string): Promise<void> {
  await fetchMore(
    cell,
    () => fetchIfThere(cell.chat, messageId),
    (parts, message, events) => {
      const folded = events.reduce(
        (present, event) => present && foldMessage(present, event),
        message,
      );
      return { ...parts, pins: supplyPin(parts.pins, messageId, folded) };
    },
  );
}

async function fetchIfThere(chat: ChatClient, messageId: string) {
  try {
    return await chat.getMessage({ messageId });
  } catch (error) {
    if (isGone(error)) {
      return undefined;
    }
    throw error;
  }
}

function withThread(parts: ChannelParts, rootId: string, thread: Thread): ChannelParts {
  return { ...parts, threads: new Map([...parts.threads, [rootId, thread]]) };
}
