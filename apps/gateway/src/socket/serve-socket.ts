import { limits } from "@chat/contract";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";
import { type ParsedFrame, parseClientFrame } from "./client-frames.ts";
import type { Connection } from "./connection.ts";

/** Answers one message of a client. A refused one never ends the socket, too many of them do. */
export function handleMessage(
  connection: Connection,
  subscriptions: Subscriptions,
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
    refuse(connection, parsed);
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
  }
}

function refuse(
  connection: Connection,
  { message, ref, channelId }: Extract<ParsedFrame, { kind: "refused" }>,
): void {
  const payload = { code: "invalid_request", message };
  const concerned = channelId === undefined ? {} : { channel_id: channelId };
  connection.send({ type: "error", ...concerned, payload }, ref);
  if (!connection.countError()) {
    connection.close("badFrames");
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
