import { CLOSE_CODES, type ServerFrame } from "@chat/contract";
import { backoffMs } from "../backoff.ts";
import {
  SOCKET_MOVE_DELAY_MS_MAX,
  SOCKET_RECONNECT_DELAY_MS_MAX,
  SOCKET_RECONNECT_DELAY_MS_MIN,
  SOCKET_REFUSED_HANDSHAKES_MAX,
} from "../limits.ts";
import { currentToken, type TokenSource } from "../token.ts";
import { type Connection, type Hello, openConnection } from "./connection.ts";
import { SocketError } from "./socket-error.ts";
import type { SocketClose } from "./types.ts";

export interface LinkOptions {
  readonly url: () => string;
  readonly token: TokenSource;
  readonly WebSocketClass: typeof WebSocket;
  /** Whether the service refuses the token: a failed handshake does not tell its reason. */
  readonly isTokenRefused: () => Promise<boolean>;
}

export interface LinkEvents {
  /** `token` is the one that it was opened with. */
  onHello(frame: Hello, token: string): void;
  onFrame(frame: ServerFrame): void;
  onError(error: SocketError): void;
  onClose(close: SocketClose): void;
}

/** A connection that is replaced by another one when it is lost. */
export interface Link {
  send: Connection["send"];
  /** Opens a new connection after `afterMs`, and only then leaves the present one. */
  move(afterMs: number): void;
  close(): void;
}

const FINAL_CODES: ReadonlySet<number> = new Set(
  Object.values(CLOSE_CODES).flatMap(({ code, reconnect }) => (reconnect ? [] : [code])),
);

export function keepConnected(options: LinkOptions, events: LinkEvents): Link {
  let current: Connection | undefined;
  let opening: Connection | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let refusals = 0;
  let closed = false;

  async function open(): Promise<void> {
    timer = undefined;
    try {
      const token = await currentToken(options.token);
      if (!closed) {
        opening = connect(token);
      }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      events.onError(new SocketError("cannot_connect", reason, { cause }));
      reopenLater();
    }
  }

  function connect(token: string): Connection {
    const connection = openConnection(options.WebSocketClass, options.url(), token, {
      onHello(frame) {
        const former = current;
        current = connection;
        opening = undefined;
        failures = 0;
        refusals = 0;
        former?.abandon();
        events.onHello(frame, token);
      },
      onFrame(frame) {
        if (connection === current) {
          events.onFrame(frame);
        }
      },
      onError: events.onError,
      onClose(code, reason, opened) {
        const wasCurrent = connection === current;
        current = wasCurrent ? undefined : current;
        opening = connection === opening ? undefined : opening;
        if (opened || wasCurrent) {
          lost(code, reason);
        } else {
          void handshakeFailed(code, reason);
        }
      },
    });
    return connection;
  }

  async function handshakeFailed(code: number, reason: string): Promise<void> {
    const refused = await options.isTokenRefused();
    refusals = refused ? refusals + 1 : 0;
    if (closed) {
      return;
    }
    if (refusals >= SOCKET_REFUSED_HANDSHAKES_MAX) {
      const { code: refusedCode } = CLOSE_CODES.tokenExpired;
      finish({ code: refusedCode, reason: "the token is refused", reconnect: false });
    } else {
      lost(code, reason);
    }
  }

  function lost(code: number, reason: string): void {
    // A source of tokens may have a fresh one; whether it does shows at the handshake.
    const renewable = code === CLOSE_CODES.tokenExpired.code && typeof options.token === "function";
    if (FINAL_CODES.has(code) && !renewable) {
      finish({ code, reason, reconnect: false });
      return;
    }
    reopenLater();
    if (current === undefined) {
      events.onClose({ code, reason, reconnect: true });
    }
  }

  function reopenLater(): void {
    failures++;
    openAfter(backoffMs(failures, SOCKET_RECONNECT_DELAY_MS_MIN, SOCKET_RECONNECT_DELAY_MS_MAX));
  }

  function openAfter(ms: number): void {
    if (!closed && opening === undefined) {
      clearTimeout(timer);
      timer = setTimeout(() => void open(), ms);
    }
  }

  function finish(close: SocketClose): void {
    if (!closed) {
      closed = true;
      clearTimeout(timer);
      current?.abandon();
      opening?.abandon();
      events.onClose(close);
    }
  }

  void open();
  return {
    send: (frame) => current?.send(frame) ?? false,
    move: (afterMs) => openAfter(Math.min(Math.max(afterMs, 0), SOCKET_MOVE_DELAY_MS_MAX)),
    close: () => finish({ code: 1000, reason: "closed by the client", reconnect: false }),
  };
}
