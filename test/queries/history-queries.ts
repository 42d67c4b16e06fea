import { findCallerChannel } from "../../packages/domain/src/channels/channels.repository.ts";
import { listEvents } from "../../packages/domain/src/events/events.repository.ts";
import {
  findAroundPage,
  findHistoryPage,
  findPinnedPage,
  findThreadPage,
} from "../../packages/domain/src/messages/messages.repository.ts";
import { upToDate } from "./cases/callers.ts";
import type { Transaction } from "./recorder.ts";
import { THREAD_ROOT_SEQ } from "./seed/messages.ts";
import { channelId, messageId, ORG_ID } from "./seed/shape.ts";

const PAGE = 51;

/** What clients ask of a channel all day, for a channel with that many messages. */
export const HISTORY_QUERIES: Readonly<
  Record<string, (tx: Transaction, channel: number, length: number) => Promise<unknown>>
> = {
  "history, newest page": (tx, channel) =>
    findHistoryPage(tx, upToDate, channelId(channel), {}, PAGE),
  "history, before the middle": (tx, channel, length) =>
    findHistoryPage(tx, upToDate, channelId(channel), { before: length / 2 }, PAGE),
  "history, after the middle": (tx, channel, length) =>
    findHistoryPage(tx, upToDate, channelId(channel), { after: length / 2 }, PAGE),
  "history, oldest page": (tx, channel) =>
    findHistoryPage(tx, upToDate, channelId(channel), { after: 0 }, PAGE),
  "history, around the middle": (tx, channel, length) =>
    findAroundPage(tx, upToDate, channelId(channel), messageId(channel, length / 2), {
      newer: 25,
      older: 26,
    }),
  "thread, oldest page": (tx, channel) =>
    findThreadPage(tx, upToDate, messageId(channel, THREAD_ROOT_SEQ), 0, PAGE),
  "thread, in the middle": (tx, channel, length) =>
    findThreadPage(tx, upToDate, messageId(channel, THREAD_ROOT_SEQ), length / 2, PAGE),
  "pinned, newest page": (tx, channel, length) =>
    findPinnedPage(tx, upToDate, channelId(channel), length, PAGE),
  "channel with its unread counts": (tx, channel) =>
    findCallerChannel(tx, ORG_ID, channelId(channel), upToDate.userId),
  "resume, the last hundred events": (tx, channel, length) =>
    listEvents(tx, { orgId: ORG_ID, channelId: channelId(channel), afterSeq: length - 100 }, 200),
  "resume, a full page": (tx, channel, length) =>
    listEvents(tx, { orgId: ORG_ID, channelId: channelId(channel), afterSeq: length - 800 }, 200),
};
