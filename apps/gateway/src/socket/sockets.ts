import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { CloseReason } from "@chat/contract";
import { limits } from "@chat/contract";
import type { WebSocket } from "ws";
import type { Identity } from "./authentication.ts";
import { Connection, type ConnectionObserver } from "./connection.ts";
import { currentSecond, type Deadlines } from "./deadlines.ts";
import type { LocalUsers } from "./local-users.ts";
import { Outbound } from "./outbound.ts";
import { handleMessage, type SocketServices, sendHello } from "./serve-socket.ts";
import { WriteTurns } from "./write-turns.ts";

/** Of the drain window; the rest is for those who were told last. */
const MOVING_PART = 0.8;
const HEARTBEAT_SECONDS = limits.SOCKET_HEARTBEAT_MS / 1_000;

/** Within the slice, so that those of one slice do not come together either. */
function sendReconnect(connection: Connection): void {
  const after_ms = Math.floor(Math.random() * limits.RECONNECT_SLICE_MS);
  connection.send({ type: "reconnect", payload: { after_ms } });
}

/** What an on-call engineer wants to know. */
export interface SocketObserver extends Pick<ConnectionObserver, "onDropped"> {
  onClosing(reason: CloseReason | "unresponsive"): void;
  /** It is over, whoever ended it. */
  onEnded(code: number): void;
}

/** A socket that came through the handshake. */
export interface Arrived {
  readonly socket: WebSocket;
  /** What is below it. */
  readonly stream: Socket;
  readonly takesDeflated: boolean;
  readonly identity: Identity;
}

export interface Sockets {
  readonly size: number;
  /** In all of them, here and in the streams below. */
  readonly bytesWaiting: number;
  all(): Iterable<Connection>;
  /** Takes a socket that came through the handshake. */
  open(arrived: Arrived): void;
  /** Asks every socket to move, spread over the window; those that come meanwhile at once. */
  moveAll(windowMs: number): Promise<void>;
  closeAll(reason: CloseReason): void;
}

/** All sockets of the process. */
export function createSockets(
  services: SocketServices,
  users: LocalUsers,
  deadlines: Deadlines,
  bufferedBytesMax: number,
  observer: SocketObserver,
): Sockets {
  const connections = new Set<Connection>();
  const turns = new WriteTurns();
  const connectionObserver: ConnectionObserver = { ...observer, onDue, onRenewed: schedule };
  let closing: CloseReason | undefined;
  let isDraining = false;

  function open({ socket, stream, takesDeflated, identity }: Arrived): void {
    const connection = new Connection(
      socket,
      takesDeflated,
      identity,
      connectionObserver,
      (owner) => new Outbound(stream, bufferedBytesMax, turns, owner),
    );
    connections.add(connection);
    services.attendance.arrive(connection, users.add(connection));
    connection.heartbeatAt = currentSecond() + HEARTBEAT_SECONDS;
    schedule(connection);

    // ws hands a message over as one Buffer unless it is told otherwise.
    socket.on("message", (data, isBinary) => {
      handleMessage(connection, services, data as Buffer, isBinary);
    });
    socket.on("pong", () => {
      connection.alive = true;
    });
    // @fastify/websocket listens for errors too, and would keep the whole request by it.
    socket.removeAllListeners("error");
    // Too large a frame, or one that is no WebSocket: ws closes by itself, with the code for it.
    socket.on("error", () => undefined);
    socket.on("close", (code) => {
      observer.onEnded(code);
      deadlines.clear(connection);
      connections.delete(connection);
      services.attendance.leave(connection, users.remove(connection));
      services.typing.stopAll(connection);
      services.presence.unfollow(connection);
      services.subscriptions.endAll(connection);
    });
    sendHello(connection);
    if (isDraining) {
      sendReconnect(connection);
    }
    // Its handshake was under way when the process began to stop.
    if (closing) {
      connection.close(closing);
    }
  }

  function schedule(connection: Connection): void {
    deadlines.set(connection, Math.min(connection.expiresAt, connection.heartbeatAt));
  }

  function onDue(connection: Connection): void {
    const now = currentSecond();
    if (connection.expiresAt <= now) {
      connection.close("tokenExpired");
      return;
    }
    // A peer that has not answered a whole heartbeat long is gone.
    if (!connection.alive) {
      observer.onClosing("unresponsive");
      connection.terminate();
      return;
    }
    connection.alive = false;
    connection.ping();
    connection.heartbeatAt = now + HEARTBEAT_SECONDS;
    schedule(connection);
  }

  return {
    get size() {
      return connections.size;
    },
    get bytesWaiting() {
      let bytes = 0;
      for (const { outbound } of connections) {
        bytes += outbound.bufferedBytes;
      }
      return bytes;
    },
    all: () => connections.values(),
    open,
    async moveAll(windowMs) {
      isDraining = true;
      const waiting = [...connections];
      const slices = Math.max(1, Math.floor((windowMs * MOVING_PART) / limits.RECONNECT_SLICE_MS));
      const upTo = (slice: number) => Math.round((waiting.length * slice) / slices);
      for (let slice = 0; slice < slices; slice += 1) {
        for (const connection of waiting.slice(upTo(slice), upTo(slice + 1))) {
          sendReconnect(connection);
        }
        await sleep(slice + 1 < slices ? limits.RECONNECT_SLICE_MS : 0);
      }
    },
    closeAll(reason) {
      closing = reason;
      for (const connection of connections) {
        connection.close(reason);
      }
    },
  };
}
