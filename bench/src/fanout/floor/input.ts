const HEADER_BYTES = 8;

/** A message as the driver hands it to the floor: room, length, payload. */
export function floorInput(room: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(room, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Reads what `floorInput` made, however it is cut. */
export class InputReader {
  readonly #onMessage: (room: number, payload: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onMessage: (room: number, payload: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  read(bytes: Buffer): void {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    let at = 0;
    while (all.length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + all.readUInt32BE(at + 4);
      if (all.length < end) {
        break;
      }
      this.#onMessage(all.readUInt32BE(at), all.subarray(at + HEADER_BYTES, end));
      at = end;
    }
    this.#rest = all.subarray(at);
  }
}
