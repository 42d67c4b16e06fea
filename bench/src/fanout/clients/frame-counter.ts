const OPCODE = 0x0f;
const LENGTH = 0x7f;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** The longest header of a frame that a server sends. */
const HEADER_BYTES_MAX = 10;

/** Told of each frame as soon as its header is there. */
export type OnHeader = (opcode: number, length: number) => void;

/** Finds the frames in what a server sends by their headers alone, however it is cut. */
export class FrameCounter {
  readonly #onHeader: OnHeader;
  /** Of the payload under way. */
  #left = 0;
  readonly #header = Buffer.alloc(HEADER_BYTES_MAX);
  #headerBytes = 0;

  constructor(onHeader: OnHeader) {
    this.#onHeader = onHeader;
  }

  read(chunk: Buffer, end: number): void {
    let at = 0;
    while (at < end) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, end - at);
        this.#left -= skipped;
        at += skipped;
      } else if (this.#headerBytes === 0 && end - at >= HEADER_BYTES_MAX) {
        at += this.#begin(chunk, at);
      } else {
        this.#header[this.#headerBytes] = chunk[at] ?? 0;
        this.#headerBytes += 1;
        at += 1;
        if (this.#headerBytes >= 2 && this.#headerBytes === headerLength(this.#header, 0)) {
          this.#begin(this.#header, 0);
          this.#headerBytes = 0;
        }
      }
    }
  }

  #begin(bytes: Buffer, at: number): number {
    const header = headerLength(bytes, at);
    this.#left = payloadLength(bytes, at);
    this.#onHeader((bytes[at] ?? 0) & OPCODE, this.#left);
    return header;
  }
}

export function headerLength(bytes: Buffer, at: number): number {
  const length = (bytes[at + 1] ?? 0) & LENGTH;
  if (length === LENGTH_64) {
    return 10;
  }
  return length === LENGTH_16 ? 4 : 2;
}

export function payloadLength(bytes: Buffer, at: number): number {
  const length = (bytes[at + 1] ?? 0) & LENGTH;
  if (length === LENGTH_64) {
    return Number(bytes.readBigUInt64BE(at + 2));
  }
  return length === LENGTH_16 ? bytes.readUInt16BE(at + 2) : length;
}
