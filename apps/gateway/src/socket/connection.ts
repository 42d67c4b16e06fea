import { CLOSE_CODES, type CloseReason, limits, type ServerFrame } from "@chat/contract";
import type { Actor } from "@chat/domain";
import { v7 as uuidv7 } from "uuid";
import type { WebSocket } from "ws";
import type { Identity } from "./authentication.ts";
import type { Due } from "./deadlines.ts";
import type { Outbound, OutboundOwner } from "./outbound.ts";
import type { SharedFrames } from "./shared-frames.ts";
import { deflatedFrames, textFrame } from "./text-frame.ts";

const MINUTE_MS = 60_000;
/** The part of the bound above which they are left out. */
const ROOM = { typing: 0.25, presence: 0.5 } as const;

/** `Omit` that keeps a union a union. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

interface FrameError {
  readonly code: string;
  readonly message: string;
}

/** Which frame and which channel an error is about. */
interface ErrorPlace {
  readonly ref?: string | undefined;
  readonly channelId?: string | undefined;
}

export interface ConnectionObserver {
  /** Its second of the wheel has come. */
  onDue(connection: Connection): void;
  /** A new token came, which may end at another time. */
  onRenewed(connection: Connection): void;
  onClosing(reason: CloseReason): void;
  /** A frame that it can do without was not sent, because too much waits. */
  onDropped(kind: keyof typeof ROOM): void;
}

/** One authenticated socket. */
export class Connection implements OutboundOwner, Due {
  readonly id = uuidv7();
  readonly outbound: Outbound;
  /** Whether it has answered since the last heartbeat. */
  alive = true;
  dueAt = 0;
  /** When the next heartbeat is due, in seconds since the epoch. */
  heartbeatAt = 0;
  readonly #socket: WebSocket;
  readonly #takesDeflated: boolean;
  readonly #observer: ConnectionObserver;
  #identity: Identity;
  #closing = false;
  #minuteSince = Date.now();
  #frames = 0;
  #errors = 0;

  constructor(
    socket: WebSocket,
    takesDeflated: boolean,
    identity: Identity,
    observer: ConnectionObserver,
    createOutbound: (owner: OutboundOwner) => Outbound,
  ) {
    this.#socket = socket;
    this.#takesDeflated = takesDeflated;
    this.#identity = identity;
    this.#observer = observer;
    this.outbound = createOutbound(this);
  }

  /** Whose it is; the role may change with a new token. */
  get actor(): Actor {
    return this.#identity.actor;
  }

  /** When its token ends, in seconds since the epoch. */
  get expiresAt(): number {
    return this.#identity.expiresAt;
  }

  /** Goes on with a new token of the same user. */
  renew(identity: Identity): void {
    this.#identity = identity;
    this.#observer.onRenewed(this);
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
    this.sendText(Buffer.from(text));
  }

  /** Sends the JSON text of a frame to this socket alone. */
  sendText(text: Buffer): void {
    this.sendEncoded(this.#takesDeflated ? deflatedFrames([text]) : textFrame(text));
  }

  /** @param isBulk whether very many sockets get the same */
  sendShared(frames: SharedFrames, isBulk: boolean): void {
    this.sendEncoded(this.#takesDeflated ? frames.deflated : frames.plain, isBulk);
  }

  /** Sends bytes that are WebSocket frames already. */
  sendEncoded(frames: Buffer, isBulk = false): void {
    if (this.isOpen) {
      this.outbound.push(frames, isBulk);
    }
  }

  /** Sends what a slow reader can do without: typing goes first, then presence. */
  sendIfRoom(frame: Buffer, kind: keyof typeof ROOM): void {
    if (this.outbound.hasRoom(ROOM[kind])) {
      this.sendEncoded(frame);
    } else {
      this.#observer.onDropped(kind);
    }
  }

  /** Answers a frame with an error that is not the client's. */
  tellError(payload: FrameError, about: ErrorPlace): void {
    const concerned = about.channelId === undefined ? {} : { channel_id: about.channelId };
    this.send({ type: "error", ...concerned, payload }, about.ref);
  }

  /** Answers a frame with the client's error; the socket ends after too many of them in a minute. */
  refuse(payload: FrameError, about: ErrorPlace): void {
    this.tellError(payload, about);
    if (!this.#countError()) {
      this.close("badFrames");
    }
  }

  /** Counts a frame of the client; false when there have been too many this minute. */
  countFrame(): boolean {
    this.#turnMinute();
    this.#frames += 1;
    return this.#frames <= limits.SOCKET_FRAMES_PER_MINUTE_MAX;
  }

  #countError(): boolean {
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

  onDue(): void {
    this.#observer.onDue(this);
  }

  onOverflow(): void {
    this.close("tooSlow");
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
    this.#observer.onClosing(reason);
    const { code, reason: text } = CLOSE_CODES[reason];
    this.#socket.close(code, text);
  }

  /** For a peer that answers no more. */
  terminate(): void {
    this.#closing = true;
    this.#socket.terminate();
  }
}
