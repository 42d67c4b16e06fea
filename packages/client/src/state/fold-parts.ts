import type { DurableEvent, Message } from "@chat/contract";
import { foldHistory, type HistoryPage } from "./fold-history.ts";
import { foldMembers, type MembersPage } from "./fold-members.ts";
import { foldMessage } from "./fold-message.ts";
import { foldPins, type Pins } from "./fold-pins.ts";
import { foldReplies, type RepliesPage } from "./fold-thread.ts";
import { changeItems, foldPage, type Page } from "./page.ts";

export interface Thread {
  /** The root alone; empty once the thread is gone. */
  readonly root: Page<Message>;
  /** The oldest replies first. */
  readonly pages: readonly RepliesPage[];
  /** Where the next page begins; null: everything is there. */
  readonly cursor: string | null;
}

/** The lists of one channel as they were fetched, each at its own `as_of_seq`. */
export interface ChannelParts {
  /** The newest page first. */
  readonly history: readonly HistoryPage[];
  readonly olderCursor: string | null;
  readonly pins: Pins;
  readonly members: readonly MembersPage[];
  readonly membersCursor: string | null;
  readonly threads: ReadonlyMap<string, Thread>;
}

/** All lists of a channel after an event of it. */
export function foldParts(parts: ChannelParts, event: DurableEvent): ChannelParts {
  return {
    ...parts,
    history: parts.history.map((page) => foldHistory(page, event)),
    pins: foldPins(parts.pins, event, (id) => findMessage(parts, id)),
    members: parts.members.map((page) => foldMembers(page, event)),
    threads: foldThreads(parts.threads, event),
  };
}

export function foldThread(thread: Thread, event: DurableEvent): Thread {
  return {
    ...thread,
    root: foldPage<Message, Page<Message>>(thread.root, event, (items) =>
      changeItems(items, (root) => foldMessage(root, event)),
    ),
    pages: thread.pages.map((page) => foldReplies(page, event)),
  };
}

/** The event up to which every list is known. */
export function asOfParts({ history, pins, members, threads }: ChannelParts): number {
  const inThreads = [...threads.values()].flatMap(({ root, pages }) => [root, ...pages]);
  return Math.min(...[...history, pins, ...members, ...inThreads].map((page) => page.as_of_seq));
}

function foldThreads(
  threads: ReadonlyMap<string, Thread>,
  event: DurableEvent,
): ReadonlyMap<string, Thread> {
  if (threads.size === 0) {
    return threads;
  }
  const folded = [...threads].map(([id, thread]) => [id, foldThread(thread, event)] as const);
  return new Map(folded.filter(([, { root }]) => root.items.length > 0));
}

function findMessage({ history, threads }: ChannelParts, id: string): Message | undefined {
  const pages = [
    ...history,
    ...[...threads.values()].flatMap(({ root, pages }) => [root, ...pages]),
  ];
  for (const { items } of pages) {
    const message = items.find((item) => item.id === id);
    if (message) {
      return message;
    }
  }
  return undefined;
}
