import type { DurableEvent, Message, ServerFrame } from "@chat/contract";
import {
  type ConnectionHistory,
  createHistory,
  type History,
  type LoggedEvent,
  type ReceivedFrame,
} from "../history.ts";

const AT = "2026-11-24T12:00:00.000Z";
const ORG = "0198f000-0000-7000-8000-000000000000";
const EVENT_MS = 100;

const CHANNEL = "0198f000-0000-7000-8000-000000000001";
export const ADA = "0198f000-0000-7000-8000-00000000000a";
export const BOB = "0198f000-0000-7000-8000-00000000000b";

/** The message with this `seq`, posted by Ada. */
export function messageOf(seq: number, content = `text ${seq}`): Message {
  const digits = String(seq).padStart(4, "0");
  return {
    id: `0198f000-0000-7000-8000-00000001${digits}`,
    channel_id: CHANNEL,
    seq,
    user_id: ADA,
    thread_id: null,
    content,
    client_id: `0198f000-0000-7000-8000-00000002${digits}`,
    mentions: { user_ids: [], channel: false, here: false },
    attachments: [],
    reactions: [],
    reply_count: 0,
    last_reply_at: null,
    reply_user_ids: [],
    pinned_at: null,
    pinned_by: null,
    edited_at: null,
    deleted_at: null,
    created_at: AT,
  };
}

export function eventOf<T extends DurableEvent["type"]>(
  type: T,
  seq: number,
  payload: Extract<DurableEvent, { type: T }>["payload"],
): DurableEvent {
  return { type, channel_id: CHANNEL, seq, timestamp: AT, payload } as DurableEvent;
}

/** It came when it was answered, 100 ms after the one before it. */
export function receivedOf(frame: ServerFrame, at: number): ReceivedFrame {
  return { at, text: JSON.stringify(frame), frame };
}

/**
 * A private channel with Ada and Bob, in which Ada posted the messages 3 to 7
 * and then removed Bob (8) and posted another (9). Bob's only device followed
 * from 2 on, and got what it should. Nothing is wrong with it.
 */
export function sampleHistory(): History {
  const history = createHistory();
  const posted = [3, 4, 5, 6, 7, 9].map((seq) => messageOf(seq));
  history.channels.push({
    id: CHANNEL,
    type: "private",
    lastSeq: 9,
    isDeleted: false,
    events: [
      joined(1, ADA),
      joined(2, BOB),
      ...posted.slice(0, 5).map(({ seq, id }) => logged(seq, id)),
      { seq: 8, type: "member_leave", userId: BOB, messageId: null },
      logged(9, messageOf(9).id),
    ],
    messages: posted.map(({ id, seq, user_id: userId, client_id: clientId }) => ({
      id,
      seq,
      userId,
      clientId,
    })),
  });
  history.requests.push(
    ...posted.map((body) => ({
      operation: "postMessage",
      userId: ADA,
      channelId: CHANNEL,
      clientId: body.client_id ?? undefined,
      sentAt: body.seq * EVENT_MS - 10,
      tries: 1,
      answer: { at: body.seq * EVENT_MS, status: 201, body },
    })),
  );
  const bob = connectionOf(BOB, [
    ...posted.slice(0, 5).map((body) => eventOf("message", body.seq, body)),
    eventOf("member_leave", 8, { member_count: 1, user_id: BOB }),
  ]);
  const unsubscribed = { type: "unsubscribed", channel_id: CHANNEL, timestamp: AT, payload: {} };
  bob.received.push(receivedOf(unsubscribed as ServerFrame, 8 * EVENT_MS));
  const ada = connectionOf(ADA, [
    ...bob.received.flatMap(({ frame }) => (frame && "seq" in frame ? [frame] : [])),
    eventOf("message", 9, messageOf(9)),
  ]);
  history.connections.push(ada, bob);
  for (const { userId, deviceId } of history.connections) {
    const to = userId === BOB ? 8 * EVENT_MS : undefined;
    history.followings.push({
      deviceId,
      userId,
      channelId: CHANNEL,
      from: 1,
      authorisedSeq: 2,
      to,
    });
  }
  const list = { deviceId: ADA, channelId: CHANNEL, isWhole: true };
  history.lists.push(
    { ...list, items: [], asOfSeq: 2, isFinal: false },
    { ...list, items: posted.toReversed(), asOfSeq: 9, isFinal: true },
  );
  return history;
}

/** The one connection that a user has in the sample. */
export function connectionOfUser(history: History, userId: string): ConnectionHistory {
  const connection = history.connections.find((one) => one.userId === userId);
  if (!connection) {
    throw new Error(`${userId} has no connection`);
  }
  return connection;
}

/** Where the event with this `seq` stands among what the connection received. */
export function indexOfSeq({ received }: ConnectionHistory, seq: number): number {
  return received.findIndex(({ frame }) => frame && "seq" in frame && frame.seq === seq);
}

function connectionOf(userId: string, events: readonly DurableEvent[]): ConnectionHistory {
  const hello = {
    type: "hello",
    timestamp: AT,
    payload: { connection_id: ORG, user_id: userId, heartbeat_ms: 30_000 },
  } as const;
  const subscribed = {
    type: "subscribed",
    channel_id: CHANNEL,
    timestamp: AT,
    ref: "subscribe-1",
    payload: { seq: 2, resync: false },
  } as const;
  return {
    id: userId === ADA ? 0 : 1,
    deviceId: userId,
    userId,
    gateway: "gateway-1",
    openedAt: 0,
    received: [
      receivedOf(hello, 0),
      receivedOf(subscribed, 1),
      ...events.map((event) => receivedOf(event, event.seq * EVENT_MS + 5)),
    ],
    sent: [
      {
        at: 0,
        frame: {
          type: "subscribe",
          ref: "subscribe-1",
          channels: [{ channel_id: CHANNEL, since_seq: 2 }],
        },
      },
    ],
    closed: undefined,
  };
}

function joined(seq: number, userId: string): LoggedEvent {
  return { seq, type: "member_join", userId, messageId: null };
}

function logged(seq: number, messageId: string): LoggedEvent {
  return { seq, type: "message", userId: null, messageId };
}
