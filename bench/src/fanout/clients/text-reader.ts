import { headerLength, payloadLength } from "./frame-counter.ts";

const MINIMUM_BYTES = 2;

/** Puts together the whole frames of what a server sends; for the few that are read. */
export class TextReader {
  readonly #onFrame: (opcode: number, payload: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onFrame: (opcode: number, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (this.#rest.length - at >= MINIMUM_BYTES) {
      const header = headerLength(this.#rest, at);
      if (this.#rest.length - at < header) {
        break;
      }
      const end = at + header + payloadLength(this.#rest, at);
      if (this.#rest.length < end) {
        break;
      }
      this.#onFrame((this.#rest[at] ?? 0) & 0x0f, this.#rest.subarray(at + header, end));
      at = end;
    }
    this.#rest = this.#rest.subarray(at);
  }
}
