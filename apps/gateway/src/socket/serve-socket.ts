import { limits } from "@chat/contract";
import type { Typing } from "../ephemeral/typing.ts";
import type { Attendance } from "../presence/attendance.ts";
import type { Presence } from "../presence/presence.ts";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";
import { parseClientFrame } from "./client-frames.ts";
import type { Connection } from "./connection.ts";
import type { Renew } from "./renewal.ts";

/** What the frames of clients ask for. */
export interface SocketServices {
  readonly subscriptions: Subscriptions;
  readonly renew: Renew;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly attendance: Attendance;
}

/** Answers one message of a client. A refused one never ends the socket, too many of them do. */
export function handleMessage(
  connection: Connection,
  { subscriptions, renew, typing, presence }: SocketServices,
  data: Buffer,
  isBinary: boolean,
): void {
  if (!connection.countFrame()) {
    connection.close("tooManyFrames");
    return;
  }
  const parsed = isBinary ? ({ kind: "garbage" } as const) : parseClientFrame(data.toString());
  if (parsed.kind === "garbage") {
    connection.close("badFrames");
    return;
  }
  if (parsed.kind === "refused") {
    const { message, ref, channelId } = parsed;
    connection.refuse({ code: "invalid_request", message }, { ref, channelId });
    return;
  }
  const { frame } = parsed;
  switch (frame.type) {
    case "ping":
      connection.send({ type: "pong", payload: {} }, frame.ref);
      break;
    case "unsubscribe":
      subscriptions.unsubscribe(connection, frame.channel_id.toLowerCase(), frame.ref);
      break;
    case "subscribe": {
      const entries = "channels" in frame ? frame.channels : [frame];
      void subscriptions.subscribe(connection, entries, frame.ref);
      break;
    }
    case "typing": {
      const channelId = frame.channel_id.toLowerCase();
      void typing.say(connection, channelId, frame.payload.is_typing, frame.ref);
      break;
    }
    case "presence":
      void presence.follow(connection, frame.payload.user_ids, frame.ref);
      break;
    case "auth":
      void renew(connection, frame.token, frame.ref);
      break;
  }
}

/** The first frame of every socket. */
export function sendHello(connection: Connection): void {
  connection.send({
    type: "hello",
    payload: {
      connection_id: connection.id,
      user_id: connection.actor.userId,
      heartbeat_ms: limits.SOCKET_HEARTBEAT_MS,
    },
  });
}
