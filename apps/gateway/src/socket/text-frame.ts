const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

function headerLengthFor(length: number): 2 | 4 | 10 {
  if (length < LENGTH_16) {
    return 2;
  }
  return length < 65_536 ? 4 : 10;
}

/**
 * A WebSocket text frame (RFC 6455 §5.2, unmasked, as servers send) around
 * UTF-8 bytes. Built once for an event and written to every subscriber.
 */
export function textFrame(payload: Buffer): Buffer {
  return textFrames([payload]);
}

/** A frame around each, one behind the other in one piece. */
export function textFrames(payloads: readonly Buffer[]): Buffer {
  let length = 0;
  for (const payload of payloads) {
    length += headerLengthFor(payload.length) + payload.length;
  }
  const frames = Buffer.allocUnsafe(length);
  let at = 0;
  for (const payload of payloads) {
    at = writeHeader(frames, at, payload.length);
    at += payload.copy(frames, at);
  }
  return frames;
}

/** @returns where the payload begins */
function writeHeader(frames: Buffer, at: number, length: number): number {
  const headerLength = headerLengthFor(length);
  frames[at] = FINAL_TEXT;
  if (headerLength === 2) {
    frames[at + 1] = length;
  } else if (headerLength === 4) {
    frames[at + 1] = LENGTH_16;
    frames.writeUInt16BE(length, at + 2);
  } else {
    frames[at + 1] = LENGTH_64;
    frames.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + headerLength;
}
