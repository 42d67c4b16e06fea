import type { CloseReason } from "@chat/contract";
import { limits } from "@chat/contract";
import type { FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";
import { Connection } from "./connection.ts";
import { currentSecond, type Deadlines } from "./deadlines.ts";
import { Outbound } from "./outbound.ts";
import { handleMessage, sendHello } from "./serve-socket.ts";

const HEARTBEAT_SECONDS = limits.SOCKET_HEARTBEAT_MS / 1_000;

export interface Sockets {
  readonly size: number;
  /** Takes a socket that came through the handshake. */
  open(socket: WebSocket, request: FastifyRequest): void;
  closeAll(reason: CloseReason): void;
}

/** All sockets of the process. */
export function createSockets(
  subscriptions: Subscriptions,
  deadlines: Deadlines,
  bufferedBytesMax: number,
  onClosing: (reason: CloseReason | "unresponsive") => void,
): Sockets {
  const connections = new Set<Connection>();
  let closing: CloseReason | undefined;

  function open(socket: WebSocket, request: FastifyRequest): void {
    const outbound = new Outbound(request.raw.socket, bufferedBytesMax, () =>
      connection.close("tooSlow"),
    );
    const connection: Connection = new Connection(socket, request.identity, outbound, onClosing);
    connections.add(connection);
    const cancelExpiry = deadlines.at(connection.expiresAt, () => connection.close("tokenExpired"));
    let cancelHeartbeat = scheduleHeartbeat(connection, (cancel) => {
      cancelHeartbeat = cancel;
    });

    // ws hands a message over as one Buffer unless it is told otherwise.
    socket.on("message", (data, isBinary) => {
      handleMessage(connection, subscriptions, data as Buffer, isBinary);
    });
    socket.on("pong", () => {
      connection.alive = true;
    });
    // Too large a frame, or one that is no WebSocket: ws closes by itself, with the code for it.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      cancelExpiry();
      cancelHeartbeat();
      connections.delete(connection);
      subscriptions.endAll(connection);
    });
    sendHello(connection);
    // Its handshake was under way when the process began to stop.
    if (closing) {
      connection.close(closing);
    }
  }

  /** A peer that has not answered a whole heartbeat long is gone. */
  function scheduleHeartbeat(
    connection: Connection,
    onScheduled: (cancel: () => void) => void,
  ): () => void {
    return deadlines.at(currentSecond() + HEARTBEAT_SECONDS, () => {
      if (!connection.alive) {
        onClosing("unresponsive");
        connection.terminate();
        return;
      }
      connection.alive = false;
      connection.ping();
      onScheduled(scheduleHeartbeat(connection, onScheduled));
    });
  }

  return {
    get size() {
      return connections.size;
    },
    open,
    closeAll(reason) {
      closing = reason;
      for (const connection of connections) {
        connection.close(reason);
      }
    },
  };
}
