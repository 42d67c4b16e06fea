import type { DurableEvent, ServerFrame } from "@chat/contract";
import type { ConnectionHistory } from "../history.ts";

/** What one connection got of one channel between `subscribed` and the end. */
export interface Subscription {
  readonly channelId: string;
  /** S of the answer to the client: up to it the user was authorised. */
  readonly authorisedSeq: number;
  /** The event after this one comes first. */
  readonly startSeq: number;
  /** What the client asked for; undefined: from now on, or it was told to resync. */
  readonly sinceSeq: number | undefined;
  readonly resync: boolean;
  readonly at: number;
  readonly events: { readonly at: number; readonly event: DurableEvent }[];
}

export interface Walked {
  readonly connection: ConnectionHistory;
  readonly subscriptions: readonly Subscription[];
  /** Durable events of channels that the connection did not follow at that moment. */
  readonly strays: readonly { readonly at: number; readonly event: DurableEvent }[];
}

/** Of a connection that has received so much. */
const walked = new WeakMap<ConnectionHistory, { frames: number; walked: Walked }>();

/** Sorts what a connection got by the subscriptions that it belongs to. */
export function walkConnection(connection: ConnectionHistory): Walked {
  const frames = connection.received.length;
  const known = walked.get(connection);
  if (known?.frames === frames) {
    return known.walked;
  }
  const fresh = walk(connection);
  walked.set(connection, { frames, walked: fresh });
  return fresh;
}

function walk(connection: ConnectionHistory): Walked {
  const asked = askedPositions(connection);
  const live = new Map<string, Subscription>();
  const subscriptions: Subscription[] = [];
  const strays: { at: number; event: DurableEvent }[] = [];

  function begin(at: number, frame: Extract<ServerFrame, { type: "subscribed" }>): void {
    const { channel_id: channelId, ref, payload } = frame;
    const key = `${ref} ${channelId}`;
    const isAnswer = asked.has(key);
    const sinceSeq = payload.resync ? undefined : asked.get(key);
    // Only the first frame with the `ref` answers it; a later one says that events are missing.
    asked.delete(key);
    const before = live.get(channelId);
    const subscription = {
      channelId,
      authorisedSeq: isAnswer ? payload.seq : (before?.authorisedSeq ?? payload.seq),
      startSeq: sinceSeq ?? payload.seq,
      sinceSeq,
      resync: payload.resync,
      at,
      events: [],
    };
    live.set(channelId, subscription);
    subscriptions.push(subscription);
  }

  function take(at: number, event: DurableEvent): void {
    const subscription = live.get(event.channel_id);
    if (!subscription) {
      strays.push({ at, event });
      return;
    }
    subscription.events.push({ at, event });
    // Up to S the user was authorised, whatever happened on the way.
    if (event.seq > subscription.authorisedSeq && endsAccess(event, connection.userId)) {
      live.delete(event.channel_id);
    }
  }

  for (const { at, frame } of connection.received) {
    if (frame?.type === "subscribed") {
      begin(at, frame);
    } else if (frame?.type === "unsubscribed") {
      live.delete(frame.channel_id);
    } else if (frame && "seq" in frame) {
      take(at, frame);
    }
  }
  return { connection, subscriptions, strays };
}

/** By `ref` and channel: the position that was asked for. */
function askedPositions({ sent }: ConnectionHistory): Map<string, number | undefined> {
  const asked = new Map<string, number | undefined>();
  for (const { frame } of sent) {
    if (frame.type === "subscribe") {
      const entries = "channels" in frame ? frame.channels : [frame];
      for (const { channel_id: channelId, since_seq: sinceSeq } of entries) {
        asked.set(`${frame.ref} ${channelId}`, sinceSeq);
      }
    }
  }
  return asked;
}

/** Whether nothing of the channel may come after it. */
function endsAccess(event: DurableEvent, userId: string): boolean {
  return (
    event.type === "channel_delete" ||
    (event.type === "member_leave" && event.payload.user_id === userId)
  );
}

/** The copies that go to a user's sockets, whether they follow the channel or not. */
export function isPersonalCopy(event: DurableEvent, userId: string): boolean {
  const concernsUser =
    (event.type === "member_join" || event.type === "member_leave") &&
    event.payload.user_id === userId;
  return concernsUser || event.type === "channel_delete";
}

/** What makes two deliveries of a `seq` the same event; texts differ, since deletion blanks. */
export function subjectOf(event: DurableEvent): string | null {
  switch (event.type) {
    case "message":
    case "message_update":
    case "message_delete":
    case "attachment":
      return event.payload.id;
    case "reaction":
    case "pin":
      return event.payload.message_id;
    default:
      return null;
  }
}
