import { limits } from "@chat/contract";
import type { EventLog, LoggedEvent } from "@chat/domain";
import type { ChannelFeed } from "../feeds/channel-feed.ts";
import type { Connection } from "../socket/connection.ts";
import { textFrame } from "../socket/text-frame.ts";
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
  /** Brings a feed that lags behind Postgres up to it, or waits a moment. */
  readonly catchUp: () => Promise<void>;
  /** Ends the subscription if the event shuts its user out; true if so. */
  readonly endIfRevoked: (event: Pick<LoggedEvent, "type" | "userId">) => boolean;
}

/**
 * How a subscription begins, in three phases.
 *
 * 1. Backfill: `subscribed {seq: S}`, then the events after the client's
 *    position from the log, a page at a time, as fast as its socket drains.
 *    Live events are not queued for it meanwhile; they are in the log too.
 * 2. Cutover: when its position is that of the feed, it joins the feed's live
 *    sockets in the same turn of the event loop, so nothing comes between.
 * 3. Live: it gets what the feed emits, from the next event on.
 */
export async function resume(log: EventLog, start: Resume): Promise<void> {
  const { connection, subscription, feed, authorisedSeq, sinceSeq = authorisedSeq } = start;
  let page = sinceSeq < authorisedSeq ? await readAfter(log, feed, sinceSeq) : [];
  const complete = sinceSeq === authorisedSeq || page[0]?.seq === sinceSeq + 1;
  let position = complete ? sinceSeq : authorisedSeq;
  if (isOver(start)) {
    return;
  }
  sendSubscribed(start, authorisedSeq, !complete);
  if (!complete) {
    page = [];
  }

  while (position !== feed.nextSeq - 1) {
    if (position > feed.nextSeq - 1) {
      await start.catchUp();
      if (isOver(start)) {
        return;
      }
      continue;
    }
    if (page.length === 0) {
      page = await readAfter(log, feed, position);
    }
    if (isOver(start)) {
      return;
    }
    if (page[0]?.seq !== position + 1) {
      // The log lost it since; where the feed stands is the new beginning.
      position = feed.nextSeq - 1;
      sendSubscribed(start, position, true);
      break;
    }
    position = sendPage(start, page, position);
    page = [];
    await connection.outbound.whenBelow(limits.BACKFILL_BUFFERED_BYTES_MAX);
    if (isOver(start)) {
      return;
    }
  }
  subscription.state = "live";
  feed.live.add(connection);
}

/** Sends what the feed has emitted already, the rest comes live; returns the new position. */
function sendPage(start: Resume, page: readonly LoggedEvent[], from: number): number {
  const { connection, feed, authorisedSeq } = start;
  let position = from;
  for (const event of page) {
    if (event.seq !== position + 1 || event.seq >= feed.nextSeq) {
      break;
    }
    connection.sendEncoded(textFrame(Buffer.from(event.frame)));
    position = event.seq;
    // Up to S the user was authorised, whatever happened on the way.
    if (event.seq > authorisedSeq && start.endIfRevoked(event)) {
      break;
    }
  }
  return position;
}

function readAfter(log: EventLog, feed: ChannelFeed, afterSeq: number): Promise<LoggedEvent[]> {
  const { orgId, channelId } = feed;
  return log.read({ orgId, channelId, afterSeq }, limits.EVENT_PAGE_EVENTS_MAX);
}

/** Unsubscribed, subscribed anew, shut out or disconnected while something was awaited. */
function isOver({ connection, subscription }: Resume): boolean {
  return subscription.state === "ended" || !connection.isOpen;
}

function sendSubscribed({ connection, feed, ref }: Resume, seq: number, resync: boolean): void {
  const { channelId } = feed;
  connection.send({ type: "subscribed", channel_id: channelId, payload: { seq, resync } }, ref);
}
