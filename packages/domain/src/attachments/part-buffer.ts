/** Collects what arrives in pieces of any size, and gives it out in parts of one size. */
export interface PartBuffer {
  readonly bytes: number;
  add(chunk: Buffer): void;
  /** The first so many bytes, of which there must be as many. */
  take(bytes: number): Buffer;
}

export function createPartBuffer(): PartBuffer {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    add(chunk) {
      chunks.push(chunk);
      bytes += chunk.length;
    },
    take(wanted) {
      const all = Buffer.concat(chunks, bytes);
      chunks = wanted < bytes ? [all.subarray(wanted)] : [];
      bytes -= wanted;
      return all.subarray(0, wanted);
    },
  };
}
