import type { DurableEvent, Message } from "@chat/contract";
import { foldMessage, postedMessage } from "./fold-message.ts";
import { changeItems, foldPage, type Page } from "./page.ts";

/** Replies of one thread, oldest first. */
export interface RepliesPage extends Page<Message> {
  readonly rootId: string;
  /** Whether it is the last one, to which new replies belong. */
  readonly newest: boolean;
}

/** A page of `getThread` after an event of the channel. */
export function foldReplies(page: RepliesPage, event: DurableEvent): RepliesPage {
  return foldPage<Message, RepliesPage>(page, event, (items) => {
    if (event.type === "message" && event.payload.thread_id === page.rootId) {
      return page.newest ? [...items, postedMessage(event)] : items;
    }
    return changeItems(items, (message) => foldMessage(message, event));
  });
}
