import type { Readable } from "node:stream";

/** The least that S3 takes, for all but the last one: what an upload holds in memory is counted in these. */
export const PART_BYTES = 5 * 1024 * 1024;
/** Kept for the next upload; more at once are made and let go. */
const FREE_MAX = 6;

const free: Buffer[] = [];

/** A full part, or the last one. */
export interface Part {
  readonly bytes: Buffer;
  readonly isLast: boolean;
  /** Nothing reads the bytes any more. */
  release(): void;
}

/**
 * Cuts a stream into parts. Their memory is used again and again, because the
 * collector comes late for what is so large.
 */
export async function* cutIntoParts(content: Readable): AsyncGenerator<Part, void> {
  let part = takeBuffer();
  let filled = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      if (filled === PART_BYTES) {
        yield partOf(part, filled, false);
        part = takeBuffer();
        filled = 0;
      }
      const copied = chunk.copy(part, filled, at);
      filled += copied;
      at += copied;
    }
  }
  yield partOf(part, filled, true);
}

function takeBuffer(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(PART_BYTES);
}

function partOf(buffer: Buffer, length: number, isLast: boolean): Part {
  return {
    bytes: buffer.subarray(0, length),
    isLast,
    release() {
      if (free.length < FREE_MAX) {
        free.push(buffer);
      }
    },
  };
}
