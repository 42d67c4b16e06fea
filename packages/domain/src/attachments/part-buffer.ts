import { limits } from "@chat/contract";

/** Collects what arrives in pieces of any size, up to one part; its memory is used for one part after the other. */
export interface PartBuffer {
  readonly bytes: number;
  readonly isFull: boolean;
  /** Takes as much as there is room for; returns how much that was. */
  add(chunk: Buffer): number;
  /** All of it, good until something is added. */
  take(): Buffer;
}

export function createPartBuffer(): PartBuffer {
  let part: Buffer | undefined;
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    get isFull() {
      return bytes === limits.ATTACHMENT_PART_BYTES;
    },
    add(chunk) {
      part ??= Buffer.allocUnsafeSlow(limits.ATTACHMENT_PART_BYTES);
      const added = chunk.copy(part, bytes);
      bytes += added;
      return added;
    },
    take() {
      const taken = part?.subarray(0, bytes) ?? Buffer.alloc(0);
      bytes = 0;
      return taken;
    },
  };
}
