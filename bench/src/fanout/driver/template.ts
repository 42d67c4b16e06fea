/** What stands in a message's bytes where each message differs; of fixed width. */
export const PLACEHOLDER = {
  seq: "1000000000",
  time: "2000-01-01T00:00:00.000Z",
  sentAt: "0000000000000000",
} as const;

/** The `seq` of a room before its first message. */
export const FIRST_SEQ = Number(PLACEHOLDER.seq);

const ZERO = "0".charCodeAt(0);

/** One room's messages, from which each next one is made by writing over the places. */
export class Template {
  readonly bytes: Buffer;
  readonly #seqs: readonly number[];
  readonly #times: readonly number[];
  readonly #sentAts: readonly number[];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#seqs = placesOf(bytes, PLACEHOLDER.seq);
    this.#times = placesOf(bytes, PLACEHOLDER.time);
    this.#sentAts = placesOf(bytes, PLACEHOLDER.sentAt);
  }

  /** Writes a message into the buffer; returns where it ends. */
  write(into: Buffer, at: number, seq: number, time: string, sentAt: string): number {
    this.bytes.copy(into, at);
    for (const place of this.#seqs) {
      writeDigits(into, at + place, seq);
    }
    for (const place of this.#times) {
      into.write(time, at + place, "latin1");
    }
    for (const place of this.#sentAts) {
      into.write(sentAt, at + place, "latin1");
    }
    return at + this.bytes.length;
  }
}

function placesOf(bytes: Buffer, placeholder: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(placeholder); at >= 0; at = bytes.indexOf(placeholder, at + 1)) {
    places.push(at);
  }
  return places;
}

function writeDigits(into: Buffer, at: number, value: number): void {
  let rest = value;
  for (let place = at + PLACEHOLDER.seq.length - 1; place >= at; place -= 1) {
    into[place] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
