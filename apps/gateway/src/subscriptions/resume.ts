import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import type { EventLog, LoggedEvent } from "@chat/domain";
import type { ChannelFeed } from "../feeds/channel-feed.ts";
import type { Connection } from "../socket/connection.ts";
import type { Subscription } from "./subscription.ts";

export interface Resume {
  readonly connection: Connection;
  readonly subscription: Subscription;
  readonly feed: ChannelFeed;
  /** S: the channel's newest `seq` when the socket was authorised. */
  readonly authorisedSeq: number;
  /** The last event that the client has; undefined: it begins now. */
  readonly sinceSeq: number | undefined;
  readonly ref: string | undefined;
  /** Nothing more is sent from the log while this much waits in the socket. */
  readonly bufferedBytesMax: number;
  /** How it began, and how many events behind. */
  readonly onBegun: (outcome: "resumed" | "resync", events: number) => void;
  /** A read of the log failed; it is tried again. */
  readonly onFailure: (error: unknown) => void;
  /** Brings a feed that lags behind Postgres up to it, or waits a moment. */
  readonly catchUp: () => Promise<void>;
  /** Joins the feed's live sockets. */
  readonly goLive: () => void;
  /** Ends the subscription if the event shuts its user out; true if so. */
  readonly endIfRevoked: (event: Pick<LoggedEvent, "type" | "userId">) => boolean;
}

/**
 * How a subscription begins, in three phases.
 *
 * 1. Backfill: `subscribed {seq: S}`, then the events after the client's
 *    position from the log, a page at a time, as fast as its socket drains.
 *    Live events are not queued for it meanwhile; they are in the log too.
 * 2. Cutover: when its position is that of the feed, and not before S, it joins
 *    the feed's live sockets in the same turn of the event loop, so nothing
 *    comes between. A feed that lags behind S is waited for: the stream brings
 *    events as they were, the log without what was deleted since.
 * 3. Live: it gets what the feed emits, from the next event on.
 *
 * It ends half-way when the subscription does: by the client, by a newer one
 * of the same channel, by a revoking event, or with the socket.
 */
export async function resume(log: EventLog, start: Resume): Promise<void> {
  const { feed } = start;
  let position = await begin(log, start);
  while (!isOver(start)) {
    const lags = feed.hasHole && position < start.authorisedSeq;
    if (position === feed.nextSeq - 1 && !lags) {
      start.goLive();
      return;
    }
    if (position > feed.target) {
      // The channel's positions went back, as after a restored backup.
      position = await restart(start);
    } else if (position >= feed.nextSeq - 1) {
      await start.catchUp();
    } else {
      position = await backfillPage(log, start, position);
    }
  }
}

/** Answers the frame. From the position that it returns on, nothing is missing. */
async function begin(log: EventLog, start: Resume): Promise<number> {
  const { authorisedSeq, sinceSeq = authorisedSeq } = start;
  const [next] = sinceSeq < authorisedSeq ? await readAfter(log, start, sinceSeq, 1) : [];
  const complete = sinceSeq === authorisedSeq || next?.seq === sinceSeq + 1;
  if (start.sinceSeq !== undefined && !isOver(start)) {
    const events = Math.max(0, authorisedSeq - sinceSeq);
    start.onBegun(complete ? "resumed" : "resync", events);
  }
  await sendSubscribed(start, authorisedSeq, !complete);
  return complete ? sinceSeq : authorisedSeq;
}

/** Sends what the feed has emitted already, the rest comes live; returns the new position. */
async function backfillPage(log: EventLog, start: Resume, from: number): Promise<number> {
  const { connection, feed, authorisedSeq } = start;
  const { deletionEpoch } = feed;
  const page = await readAfter(log, start, from, limits.EVENT_PAGE_EVENTS_MAX);
  if (isOver(start)) {
    return from;
  }
  if (page[0]?.seq !== from + 1) {
    return restart(start);
  }
  // A slow reader may wait for long: what was deleted meanwhile is read anew, blank.
  const isCurrent = () => !isOver(start) && feed.deletionEpoch === deletionEpoch;
  let position = from;
  for (const event of page) {
    if (event.seq !== position + 1 || event.seq >= feed.nextSeq) {
      break;
    }
    // By bytes and not by page: a page of long messages is larger than what may wait.
    await connection.outbound.whenBelow(start.bufferedBytesMax, () => {
      if (isCurrent()) {
        connection.sendText(Buffer.from(event.frame));
        position = event.seq;
      }
    });
    if (position !== event.seq) {
      break;
    }
    // Up to S the user was authorised, whatever happened on the way.
    if (event.seq > authorisedSeq && start.endIfRevoked(event)) {
      break;
    }
  }
  return position;
}

/** What was to come cannot be had any more; where the feed stands is the new beginning. */
async function restart(start: Resume): Promise<number> {
  const position = start.feed.nextSeq - 1;
  await sendSubscribed(start, position, true);
  return position;
}

/** Until it succeeds, or the subscription is over: the client was told that the events come. */
async function readAfter(
  log: EventLog,
  start: Resume,
  afterSeq: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const { orgId, channelId } = start.feed;
  while (!isOver(start)) {
    try {
      return await log.read({ orgId, channelId, afterSeq }, limit);
    } catch (error) {
      start.onFailure(error);
      await sleep(limits.HOLE_RETRY_MS);
    }
  }
  return [];
}

function isOver({ connection, subscription }: Resume): boolean {
  return subscription.state === "ended" || !connection.isOpen;
}

/** In its turn, too: it may follow the backlog of another channel. */
async function sendSubscribed(start: Resume, seq: number, resync: boolean): Promise<void> {
  const { connection, feed, ref, bufferedBytesMax } = start;
  await connection.outbound.whenBelow(bufferedBytesMax, () => {
    if (!isOver(start)) {
      const payload = { seq, resync };
      connection.send({ type: "subscribed", channel_id: feed.channelId, payload }, ref);
    }
  });
}
