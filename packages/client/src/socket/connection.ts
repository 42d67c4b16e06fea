import type { ClientFrame, ServerFrame } from "@chat/contract";
import {
  SOCKET_HEARTBEAT_MS_MAX,
  SOCKET_HEARTBEAT_MS_MIN,
  SOCKET_HELLO_WAIT_MS,
} from "../limits.ts";
import { SocketError } from "./socket-error.ts";

export type Hello = Extract<ServerFrame, { type: "hello" }>;

export interface ConnectionEvents {
  onHello(frame: Hello): void;
  onFrame(frame: ServerFrame): void;
  onError(error: SocketError): void;
  /** At most once, and nothing comes after it. `opened`: whether the handshake had succeeded. */
  onClose(code: number, reason: string, opened: boolean): void;
}

/** One WebSocket, from handshake to close. */
export interface Connection {
  /** False if the connection cannot take it. */
  send(frame: ClientFrame): boolean;
  /** Closes it; none of its events are called any more. */
  abandon(code?: number, reason?: string): void;
}

const CUT = 1006;

/**
 * Opens a connection and keeps watch over it: no `hello` in time, or nothing
 * heard for a whole heartbeat after a ping, counts as cut (1006), because a
 * dead peer's own close may never come.
 */
export function openConnection(
  WebSocketClass: typeof WebSocket,
  url: string,
  token: string,
  events: ConnectionEvents,
): Connection {
  const socket = new WebSocketClass(url, ["bearer", token]);
  let over = false;
  let opened = false;
  let heard = true;
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  const helloWait = setTimeout(() => fail("no hello in time"), SOCKET_HELLO_WAIT_MS);

  function end(): boolean {
    const first = !over;
    over = true;
    clearTimeout(helloWait);
    clearInterval(heartbeat);
    return first;
  }

  function abandon(code = 1000, reason = ""): void {
    end();
    socket.close(code, reason);
  }

  function fail(reason: string): void {
    if (end()) {
      socket.close();
      events.onClose(CUT, reason, opened);
    }
  }

  function send(frame: ClientFrame): boolean {
    if (over || socket.readyState !== socket.OPEN) {
      return false;
    }
    socket.send(JSON.stringify(frame));
    return true;
  }

  function beat(): void {
    if (!heard) {
      fail("no answer to ping");
      return;
    }
    heard = false;
    send({ type: "ping" });
  }

  function greet(frame: Hello): void {
    clearTimeout(helloWait);
    const asked = frame.payload.heartbeat_ms;
    const ms = Math.min(Math.max(asked, SOCKET_HEARTBEAT_MS_MIN), SOCKET_HEARTBEAT_MS_MAX);
    heartbeat = setInterval(beat, ms);
    events.onHello(frame);
  }

  socket.onopen = () => {
    opened = true;
  };
  socket.onmessage = ({ data }) => {
    if (over) {
      return;
    }
    heard = true;
    const frame = parseFrame(data);
    if (frame === undefined) {
      events.onError(new SocketError("bad_frame", "the service sent what is not a frame"));
    } else if (frame.type === "hello") {
      greet(frame);
    } else {
      events.onFrame(frame);
    }
  };
  socket.onclose = ({ code, reason }) => {
    if (end()) {
      events.onClose(code, reason, opened);
    }
  };
  // A close event with the code follows every error.
  socket.onerror = () => undefined;
  return { send, abandon };
}

function parseFrame(data: unknown): ServerFrame | undefined {
  try {
    const value = JSON.parse(data as string) as ServerFrame | null;
    return typeof value?.type === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
