import { foldHistory, type HistoryPage } from "@chat/client";
import type { DurableEvent, Message, ServerFrame } from "@chat/contract";

/**
 * A channel's newest messages, newest first, as a client keeps them: a list that
 * was fetched, with the durable events after it folded in by the SDK.
 */
export function foldMessages(
  items: readonly Message[],
  frames: readonly ServerFrame[],
): readonly Message[] {
  const fetched: HistoryPage = { items, as_of_seq: 0, newest: true };
  return frames.filter(isDurable).reduce(foldHistory, fetched).items;
}

function isDurable(frame: ServerFrame): frame is DurableEvent {
  return "seq" in frame;
}
