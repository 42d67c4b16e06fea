import type { DurableEvent } from "@chat/contract";
import type { History, LoggedChannel } from "../history.ts";
import { type Subscription, type Walked, walkConnection } from "./subscriptions.ts";
import type { Violation } from "./violation.ts";

/**
 * Promise 2: with `since_seq` exactly what is after it; that is the order of a
 * subscription. Here: no `resync`, since the log keeps everything of an
 * episode and no position is ahead of it; all up to S has come before the
 * subscription ends by itself; and no replayed frame holds the content of a
 * message deleted by then.
 */
export function checkResume({ connections, channels }: History): Violation[] {
  const deletions = new Map(channels.map((channel) => [channel.id, deletedAt(channel)]));
  return connections.flatMap((connection) => {
    const walked = walkConnection(connection);
    return walked.subscriptions.flatMap((subscription) => [
      ...checkResync(walked, subscription),
      ...checkBlank(walked, subscription, deletions.get(subscription.channelId) ?? new Map()),
    ]);
  });
}

function checkResync({ connection }: Walked, subscription: Subscription): Violation[] {
  const { channelId, resync, authorisedSeq } = subscription;
  const detail = `connection ${connection.id} (${connection.gateway}), channel ${channelId}: told at ${authorisedSeq} to fetch afresh, though the log has everything`;
  return resync ? [{ promise: "resume", detail }] : [];
}

function checkBlank(
  { connection }: Walked,
  { channelId, authorisedSeq, events }: Subscription,
  deletions: ReadonlyMap<string, number>,
): Violation[] {
  return events.flatMap(({ event }) => {
    const deletion = deletions.get(contentOf(event)?.id ?? "") ?? Number.POSITIVE_INFINITY;
    const isReplayed = event.seq <= authorisedSeq;
    const isBare = isReplayed && deletion <= authorisedSeq && contentOf(event)?.content !== "";
    const detail = `connection ${connection.id} (${connection.gateway}), channel ${channelId}: ${event.type} ${event.seq} was replayed with the content that ${deletion} had deleted`;
    return isBare ? [{ promise: "resume" as const, detail }] : [];
  });
}

function contentOf(event: DurableEvent): { id: string; content: string } | undefined {
  return event.type === "message" || event.type === "message_update" ? event.payload : undefined;
}

function deletedAt({ events }: LoggedChannel): Map<string, number> {
  return new Map(
    events.flatMap(({ type, seq, messageId }) =>
      type === "message_delete" && messageId !== null ? [[messageId, seq] as const] : [],
    ),
  );
}
