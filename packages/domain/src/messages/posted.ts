import type { EventRun, StoredEvent } from "../events/event.ts";
import type { NewMessage, PostedRow } from "./posting.repository.ts";

const PAYLOAD = ',"payload":';

/** The wire text of a message that was posted or found; undefined: it was refused. */
export function textOf({ message, frame }: PostedRow): string | undefined {
  if (message !== null || frame === null) {
    return message ?? undefined;
  }
  return frame.slice(frame.indexOf(PAYLOAD) + PAYLOAD.length, -1);
}

/** The events of one call, a run a channel, as the outbox has them. */
export function runsOf(
  orgId: string,
  posted: readonly { message: NewMessage; row: PostedRow }[],
): EventRun[] {
  const events = posted.flatMap(({ message, row }) => toEvents(orgId, message, row));
  return [...Map.groupBy(events, ({ channelId }) => channelId).values()].flatMap((group) => {
    const [first, ...rest] = group.toSorted((a, b) => a.seq - b.seq);
    return first ? [[first, ...rest] as const] : [];
  });
}

function toEvents(
  orgId: string,
  { channelId, trace }: NewMessage,
  { seq, day, frame }: PostedRow,
): StoredEvent[] {
  if (seq === null || day === null || frame === null) {
    return [];
  }
  return [{ orgId, channelId, seq, day, type: "message", userId: null, frame, trace }];
}
