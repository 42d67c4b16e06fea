import type { Socket } from "node:net";

/** Frames that wait for one socket leave in one write at the end of the turn. */
export class SocketQueue {
  readonly #socket: Socket;
  #queue: Buffer[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  push(frame: Buffer): void {
    if (this.#queue.push(frame) === 1) {
      setImmediate(() => this.#flush());
    }
  }

  #flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    const [first] = queue;
    if (first && this.#socket.writable) {
      this.#socket.write(queue.length === 1 ? first : Buffer.concat(queue));
    }
  }
}
