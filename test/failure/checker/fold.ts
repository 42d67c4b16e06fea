import { isDeepStrictEqual } from "node:util";
import type { DurableEvent } from "@chat/contract";
import { foldMessages } from "../../support/fold.ts";
import type { History, ListHistory } from "../history.ts";
import { walkConnection } from "./subscriptions.ts";
import type { Violation } from "./violation.ts";

/**
 * A list fetched at `as_of_seq`, with the durable events folded over it that
 * the device got, equals a fresh fetch. Of a list that was only the newest
 * part, the messages from its oldest one on are compared.
 */
export function checkFold(history: History): Violation[] {
  const received = eventsByDevice(history);
  const final = new Map(
    history.lists
      .filter(({ isFinal }) => isFinal)
      .map((list) => [`${list.deviceId} ${list.channelId}`, list]),
  );
  return history.lists
    .filter(({ isFinal }) => !isFinal)
    .flatMap((list) => {
      const key = `${list.deviceId} ${list.channelId}`;
      const fresh = final.get(key);
      return fresh ? compare(list, fresh, received.get(key) ?? new Map()) : [];
    });
}

function compare(
  list: ListHistory,
  fresh: ListHistory,
  events: ReadonlyMap<number, DurableEvent>,
): Violation[] {
  const between: DurableEvent[] = [];
  for (let seq = list.asOfSeq + 1; seq <= fresh.asOfSeq; seq += 1) {
    const event = events.get(seq);
    if (!event) {
      // Before the device began to follow; a hole after that is found by the order.
      return [];
    }
    between.push(event);
  }
  const oldest = list.isWhole ? 0 : (list.items.at(-1)?.seq ?? 0);
  const folded = foldMessages(list.items, between).filter(({ seq }) => seq >= oldest);
  const expected = fresh.items.filter(({ seq }) => seq >= oldest);
  if (isDeepStrictEqual(folded, expected)) {
    return [];
  }
  const differing = expected.find((item, index) => !isDeepStrictEqual(item, folded[index]));
  const detail = `device ${list.deviceId}, channel ${list.channelId}: the list as of ${list.asOfSeq} and what followed make ${folded.length} messages, a fresh fetch at ${fresh.asOfSeq} ${expected.length}; first at message ${differing?.seq}`;
  return [{ promise: "fold", detail }];
}

/** By device and channel: each event under its `seq`. */
function eventsByDevice({ connections }: History): Map<string, Map<number, DurableEvent>> {
  const byKey = new Map<string, Map<number, DurableEvent>>();
  for (const { connection, subscriptions } of connections.map(walkConnection)) {
    for (const { channelId, events } of subscriptions) {
      const key = `${connection.deviceId} ${channelId}`;
      const own = byKey.get(key) ?? new Map<number, DurableEvent>();
      byKey.set(key, own);
      for (const { event } of events) {
        own.set(event.seq, own.get(event.seq) ?? event);
      }
    }
  }
  return byKey;
}
