import type { DurableEvent, Message } from "@chat/contract";
import { foldMessage, postedMessage } from "./fold-message.ts";
import { changeItems, foldPage, type Page } from "./page.ts";

/** A channel's messages without replies, newest first: the newest page, or an older one. */
export interface HistoryPage extends Page<Message> {
  /** Whether new messages belong to it. */
  readonly newest: boolean;
}

/** A page of `listMessages` after an event of the channel. */
export function foldHistory(page: HistoryPage, event: DurableEvent): HistoryPage {
  return foldPage<Message, HistoryPage>(page, event, (items) => {
    if (event.type === "message" && event.payload.thread_id === null) {
      return page.newest ? [postedMessage(event), ...items] : items;
    }
    return changeItems(items, (message) => foldMessage(message, event));
  });
}
