import type { Socket } from "node:net";
import { limits } from "@chat/contract";
import type { WriteTurns } from "./write-turns.ts";

const NOTHING = Buffer.alloc(0);
/** Where it stands in the turns; more is sooner. */
const NOT_DUE = 0;
const DUE_IN_BULK = 1;
const DUE = 2;

interface Waiting {
  readonly bytes: number;
  readonly run: () => void;
}

/** Whom a socket that takes too little belongs to. */
export interface OutboundOwner {
  onOverflow(): void;
}

/**
 * What goes out of one socket. Frames of one turn of the event loop leave in
 * one write; the queue and the kernel's share of it are bounded together.
 */
export class Outbound {
  readonly #socket: Socket;
  readonly #bytesMax: number;
  readonly #turns: WriteTurns;
  readonly #owner: OutboundOwner;
  /** The first apart: mostly there is no other, and then there is no list. */
  #first: Buffer | undefined;
  #others: Buffer[] | undefined;
  #queuedBytes = 0;
  #due = NOT_DUE;
  #waiting: Waiting[] | undefined;

  constructor(socket: Socket, bytesMax: number, turns: WriteTurns, owner: OutboundOwner) {
    this.#socket = socket;
    this.#bytesMax = bytesMax;
    this.#turns = turns;
    this.#owner = owner;
  }

  /** Bytes that wait here and in the stream below. */
  get bufferedBytes(): number {
    return this.#queuedBytes + this.#socket.writableLength;
  }

  /** Whether less than this part of the bound waits. */
  hasRoom(part: number): boolean {
    return this.bufferedBytes < this.#bytesMax * part;
  }

  /** @param isBulk whether very many sockets get the same: then those that few get go first */
  push(frames: Buffer, isBulk = false): void {
    if (!this.#socket.writable) {
      return;
    }
    // Much in one turn is no slowness: only what the kernel does not take is.
    if (this.bufferedBytes > this.#bytesMax) {
      this.flush();
      if (this.bufferedBytes > this.#bytesMax) {
        this.#owner.onOverflow();
        return;
      }
    }
    this.#queuedBytes += frames.length;
    if (this.#first === undefined) {
      this.#first = frames;
    } else if (this.#others === undefined) {
      this.#others = [frames];
    } else {
      this.#others.push(frames);
    }
    const due = isBulk ? DUE_IN_BULK : DUE;
    if (this.#due < due) {
      this.#due = due;
      this.#turns.add(this, isBulk);
    }
  }

  /** Writes what waits, at once: before a close frame, which does not pass through here. */
  flush(): void {
    const first = this.#first;
    const others = this.#others;
    const bytes = this.#queuedBytes;
    this.#due = NOT_DUE;
    this.#first = undefined;
    this.#others = undefined;
    this.#queuedBytes = 0;
    if (first === undefined || !this.#socket.writable) {
      return;
    }
    if (others === undefined) {
      this.#socket.write(first);
    } else if (bytes <= limits.SOCKET_WRITE_COPY_BYTES_MAX) {
      // Copying what is small costs less than handing it over piece by piece.
      this.#socket.write(Buffer.concat([first, ...others], bytes));
    } else {
      this.#socket.cork();
      this.#socket.write(first);
      for (const frames of others) {
        this.#socket.write(frames);
      }
      this.#socket.uncork();
    }
    this.#wakeWhenTaken();
  }

  /**
   * Calls `send` as soon as less than `bytes` wait, or the socket has closed;
   * resolves then. At that very moment: of many that wait, each sees what the
   * one before it has sent.
   */
  async whenBelow(bytes: number, send: () => void): Promise<void> {
    const waiting = this.#waiting ?? this.#beginWaiting();
    await new Promise<void>((resolve) => {
      const run = () => {
        send();
        resolve();
      };
      waiting.push({ bytes, run });
      this.#wake();
      this.#wakeWhenTaken();
    });
  }

  /** Apart from its caller, whose frame the listener would keep for as long as the socket lives. */
  #beginWaiting(): Waiting[] {
    this.#socket.once("close", () => this.#wake());
    const waiting: Waiting[] = [];
    this.#waiting = waiting;
    return waiting;
  }

  /** Called when the kernel has taken all of it; `drain` would not come below the stream's mark. */
  #wakeWhenTaken(): void {
    if (this.#waiting?.length && this.#socket.writable) {
      this.#socket.write(NOTHING, () => this.#wake());
    }
  }

  #wake(): void {
    const waiting = this.#waiting ?? [];
    for (
      let [first] = waiting;
      first && (this.#socket.destroyed || this.bufferedBytes < first.bytes);
      [first] = waiting
    ) {
      waiting.shift();
      first.run();
    }
  }
}
