import type { Socket } from "node:net";

/**
 * What goes out of one socket. Frames of one turn of the event loop leave in
 * one write; the queue and the kernel's share of it are bounded together.
 */
export class Outbound {
  readonly #socket: Socket;
  readonly #bytesMax: number;
  readonly #onOverflow: () => void;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #scheduled = false;
  readonly #waiting: { readonly bytes: number; readonly run: () => void }[] = [];

  constructor(socket: Socket, bytesMax: number, onOverflow: () => void) {
    this.#socket = socket;
    this.#bytesMax = bytesMax;
    this.#onOverflow = onOverflow;
    socket.on("close", () => this.#wake());
  }

  /** Bytes that wait here and in the stream below. */
  get bufferedBytes(): number {
    return this.#queuedBytes + this.#socket.writableLength;
  }

  /** Whether less than this part of the bound waits. */
  hasRoom(part: number): boolean {
    return this.bufferedBytes < this.#bytesMax * part;
  }

  push(frame: Buffer): void {
    if (!this.#socket.writable) {
      return;
    }
    // Much in one turn is no slowness: only what the kernel does not take is.
    if (this.bufferedBytes > this.#bytesMax) {
      this.flush();
      if (this.bufferedBytes > this.#bytesMax) {
        this.#onOverflow();
        return;
      }
    }
    this.#queue.push(frame);
    this.#queuedBytes += frame.length;
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  /** Writes what waits, at once: before a close frame, which does not pass through here. */
  flush(): void {
    this.#scheduled = false;
    const queue = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    if (queue.length > 0 && this.#socket.writable) {
      this.#socket.cork();
      for (const frame of queue.slice(0, -1)) {
        this.#socket.write(frame);
      }
      // Called when the kernel has taken all of it; `drain` would not come below the stream's mark.
      this.#socket.write(queue.at(-1) ?? "", () => this.#wake());
      this.#socket.uncork();
    }
  }

  /**
   * Calls `send` as soon as less than `bytes` wait, or the socket has closed;
   * resolves then. At that very moment: of many that wait, each sees what the
   * one before it has sent.
   */
  async whenBelow(bytes: number, send: () => void): Promise<void> {
    await new Promise<void>((resolve) => {
      const run = () => {
        send();
        resolve();
      };
      this.#waiting.push({ bytes, run });
      this.#wake();
    });
  }

  #wake(): void {
    for (
      let [first] = this.#waiting;
      first && (this.#socket.destroyed || this.bufferedBytes < first.bytes);
      [first] = this.#waiting
    ) {
      this.#waiting.shift();
      first.run();
    }
  }
}
