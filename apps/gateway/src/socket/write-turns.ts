import { limits } from "@chat/contract";

/** What has something to write. */
export interface Writer {
  flush(): void;
}

/**
 * Lets sockets write at the end of a turn of the event loop: whatever was
 * queued for one meanwhile leaves together. The turn regulates itself, it is
 * short when there is little to do and long when there is much.
 *
 * Of very many sockets only some write in one turn, and what a large channel
 * brings goes after what few sockets get, so that it does not hold them up.
 */
export class WriteTurns {
  #prompt: Writer[] = [];
  #bulk: Writer[] = [];
  #isScheduled = false;

  add(writer: Writer, isBulk: boolean): void {
    (isBulk ? this.#bulk : this.#prompt).push(writer);
    this.#schedule();
  }

  #schedule(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(this.#run);
    }
  }

  readonly #run = (): void => {
    this.#isScheduled = false;
    const prompt = take(this.#prompt, limits.SOCKET_WRITES_PER_TURN_MAX);
    this.#prompt = prompt.rest;
    const room = limits.SOCKET_WRITES_PER_TURN_MAX - prompt.some.length;
    const bulk = take(this.#bulk, Math.max(room, limits.SOCKET_BULK_WRITES_PER_TURN_MIN));
    this.#bulk = bulk.rest;
    for (const writer of prompt.some) {
      writer.flush();
    }
    for (const writer of bulk.some) {
      writer.flush();
    }
    if (this.#prompt.length + this.#bulk.length > 0) {
      this.#schedule();
    }
  };
}

function take(writers: Writer[], max: number): { some: Writer[]; rest: Writer[] } {
  return writers.length <= max
    ? { some: writers, rest: [] }
    : { some: writers.slice(0, max), rest: writers.slice(max) };
}
