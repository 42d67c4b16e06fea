import type { DurableEvent, Message } from "@chat/contract";
import { foldMessage } from "./fold-message.ts";
import { changeItems, foldPage, type Page } from "./page.ts";

/** A channel's pinned messages, replies included, newest first. */
export interface Pins extends Page<Message> {
  /** Pinned too, but not at hand: an event names them, and no list that was fetched has them. */
  readonly missing: readonly string[];
}

/**
 * A whole list of `listPinnedMessages` after an event of the channel.
 *
 * @param find a message as it was before the event, if it is at hand
 */
export function foldPins(
  pins: Pins,
  event: DurableEvent,
  find: (messageId: string) => Message | undefined,
): Pins {
  if (event.seq <= pins.as_of_seq) {
    return pins;
  }
  const folded = foldPage<Message, Pins>(pins, event, (items) =>
    changeItems(items, (message) => foldPinned(message, event)),
  );
  if (event.type === "pin" && event.payload.pinned_at !== null) {
    return addPin(folded, event.payload.message_id, foldFound(find, event));
  }
  const goneId = unpinnedId(event);
  return goneId !== undefined && folded.missing.includes(goneId)
    ? { ...folded, missing: folded.missing.filter((id) => id !== goneId) }
    : folded;
}

/**
 * Adds a message that was missing, as it was fetched. It may be newer than the
 * list: events carry new state, so those that it knows already change nothing for good.
 */
export function supplyPin(pins: Pins, messageId: string, message: Message | undefined): Pins {
  if (!pins.missing.includes(messageId)) {
    return pins;
  }
  const missing = pins.missing.filter((id) => id !== messageId);
  return message && message.pinned_at !== null
    ? { ...pins, missing, items: inserted(pins.items, message) }
    : { ...pins, missing };
}

/** A tombstone is not pinned. */
function foldPinned(message: Message, event: DurableEvent): Message | undefined {
  const next = foldMessage(message, event);
  return next?.pinned_at === null ? undefined : next;
}

function foldFound(
  find: (messageId: string) => Message | undefined,
  event: Extract<DurableEvent, { type: "pin" }>,
): Message | undefined {
  const message = find(event.payload.message_id);
  return message && foldMessage(message, event);
}

function addPin(pins: Pins, messageId: string, message: Message | undefined): Pins {
  if (pins.items.some(({ id }) => id === messageId)) {
    return pins;
  }
  return message === undefined
    ? { ...pins, missing: [...pins.missing.filter((id) => id !== messageId), messageId] }
    : { ...pins, items: inserted(pins.items, message) };
}

function inserted(items: readonly Message[], message: Message): readonly Message[] {
  return [...items, message].sort((a, b) => b.seq - a.seq);
}

function unpinnedId(event: DurableEvent): string | undefined {
  if (event.type === "pin") {
    return event.payload.message_id;
  }
  return event.type === "message_delete" ? event.payload.id : undefined;
}
