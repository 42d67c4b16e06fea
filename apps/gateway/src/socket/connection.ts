import { CLOSE_CODES, type CloseReason, limits, type ServerFrame } from "@chat/contract";
import type { Actor } from "@chat/domain";
import { v7 as uuidv7 } from "uuid";
import type { WebSocket } from "ws";
import type { Outbound } from "./outbound.ts";
import { textFrame } from "./text-frame.ts";

const MINUTE_MS = 60_000;

/** `Omit` that keeps a union a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** One authenticated socket. */
export class Connection {
  readonly id = uuidv7();
  readonly actor: Actor;
  /** When its token ends, in seconds since the epoch. */
  readonly expiresAt: number;
  readonly outbound: Outbound;
  /** Whether it has answered since the last heartbeat. */
  alive = true;
  readonly #socket: WebSocket;
  readonly #onClosing: (reason: CloseReason) => void;
  #closing = false;
  #minuteSince = Date.now();
  #frames = 0;
  #errors = 0;

  constructor(
    socket: WebSocket,
    identity: { actor: Actor; expiresAt: number },
    outbound: Outbound,
    onClosing: (reason: CloseReason) => void,
  ) {
    this.#socket = socket;
    this.actor = identity.actor;
    this.expiresAt = identity.expiresAt;
    this.outbound = outbound;
    this.#onClosing = onClosing;
  }

  get isOpen(): boolean {
    return !this.#closing && this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a frame made for this socket alone. */
  send(frame: Without<ServerFrame, "timestamp">, ref?: string): void {
    const text = JSON.stringify({
      ...frame,
      timestamp: new Date().toISOString(),
      ...(ref === undefined ? {} : { ref }),
    });
    this.sendEncoded(textFrame(Buffer.from(text)));
  }

  /** Sends bytes that are a WebSocket frame already. */
  sendEncoded(frame: Buffer): void {
    if (this.isOpen) {
      this.outbound.push(frame);
    }
  }

  /** Counts a frame of the client; false when there have been too many this minute. */
  countFrame(): boolean {
    this.#turnMinute();
    this.#frames += 1;
    return this.#frames <= limits.SOCKET_FRAMES_PER_MINUTE_MAX;
  }

  /** Counts a refused frame; false when there have been too many this minute. */
  countError(): boolean {
    this.#turnMinute();
    this.#errors += 1;
    return this.#errors <= limits.SOCKET_ERRORS_PER_MINUTE_MAX;
  }

  #turnMinute(): void {
    const now = Date.now();
    if (now - this.#minuteSince >= MINUTE_MS) {
      this.#minuteSince = now;
      this.#frames = 0;
      this.#errors = 0;
    }
  }

  ping(): void {
    this.#socket.ping();
  }

  /** What was sent before goes out first. */
  close(reason: CloseReason): void {
    if (this.#closing) {
      return;
    }
    this.outbound.flush();
    this.#closing = true;
    this.#onClosing(reason);
    const { code, reason: text } = CLOSE_CODES[reason];
    this.#socket.close(code, text);
  }

  /** For a peer that answers no more. */
  terminate(): void {
    this.#closing = true;
    this.#socket.terminate();
  }
}
