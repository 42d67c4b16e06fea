import * as messages from "../../../packages/domain/src/messages/messages.repository.ts";
import type { Transaction } from "../recorder.ts";
import { THREAD_ROOT_SEQ } from "../seed/messages.ts";
import { CHANNEL, channelId, messageId, ORG_ID } from "../seed/shape.ts";
import { outsider, upToDate } from "./callers.ts";
import type { CasesOf } from "./case.ts";

const ROOT = messageId(CHANNEL.million, THREAD_ROOT_SEQ);
const MESSAGE = messageId(CHANNEL.million, 500_001);

function history(channel: number, side: messages.Side, limit = 51, caller = upToDate) {
  return (tx: Transaction) => messages.findHistoryPage(tx, caller, channelId(channel), side, limit);
}

function pinned(before: number, limit = 51) {
  const id = channelId(CHANNEL.million);
  return (tx: Transaction) => messages.findPinnedPage(tx, upToDate, id, before, limit);
}

function around(id: string, side: number) {
  const channel = channelId(CHANNEL.million);
  const sides = { newer: side, older: side + 1 };
  return (tx: Transaction) => messages.findAroundPage(tx, upToDate, channel, id, sides);
}

function thread(id: string, afterSeq: number, limit = 51) {
  return (tx: Transaction) => messages.findThreadPage(tx, upToDate, id, afterSeq, limit);
}

export const messageCases: readonly CasesOf[] = [
  [
    messages.findHistoryPage,
    {
      "the newest": history(CHANNEL.million, {}),
      "the longest page": history(CHANNEL.million, {}, 201),
      before: history(CHANNEL.million, { before: 500_000 }),
      after: history(CHANNEL.million, { after: 500_000 }),
      "before a message": history(CHANNEL.million, { before: { messageId: MESSAGE } }),
      "after a message": history(CHANNEL.million, { after: { messageId: MESSAGE } }),
      "before a message of another channel": history(CHANNEL.thousand, {
        before: { messageId: MESSAGE },
      }),
      "after the newest": history(CHANNEL.million, { after: 1_000_000 }),
      "before the oldest": history(CHANNEL.million, { before: 1 }),
      "for who is no member": history(CHANNEL.million, {}, 51, outsider),
      "a channel without messages": history(40_000, {}),
      "before a long run of deleted messages": history(CHANNEL.cleared, { before: 11_003 }),
      "after a long run of deleted messages": history(CHANNEL.cleared, { after: 999 }),
    },
  ],
  [
    messages.findAroundPage,
    {
      "in the middle": around(MESSAGE, 25),
      "the longest page": around(MESSAGE, 100),
      "the newest": around(messageId(CHANNEL.million, 1_000_000), 25),
      "of another channel": around(messageId(CHANNEL.thousand, 5), 25),
    },
  ],
  [
    messages.findPinnedPage,
    {
      "the newest": pinned(Number.MAX_SAFE_INTEGER),
      "the longest page": pinned(Number.MAX_SAFE_INTEGER, 201),
      "in the middle": pinned(500_000),
      "before the oldest": pinned(1),
      "a channel without pins": (tx) =>
        messages.findPinnedPage(tx, upToDate, channelId(CHANNEL.diary), 100_000, 51),
    },
  ],
  [
    messages.findThreadPage,
    {
      "the oldest of many": thread(ROOT, 0),
      "the longest page": thread(ROOT, 0, 201),
      "in the middle": thread(ROOT, 500_000),
      "beyond the newest": thread(ROOT, 1_000_000),
      "asked for by a reply": thread(messageId(CHANNEL.million, 5), 0),
      "without replies": thread(MESSAGE, 0),
    },
  ],
  [
    messages.findMessage,
    {
      one: (tx) => messages.findMessage(tx, upToDate, MESSAGE),
      unknown: (tx) => messages.findMessage(tx, upToDate, messageId(CHANNEL.million, 2_000_000)),
    },
  ],
  [
    messages.findChannelOfMessage,
    { one: (tx) => messages.findChannelOfMessage(tx, ORG_ID, MESSAGE) },
  ],
];
