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
  const { length } = payload;
  const headerLength = headerLengthFor(length);
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = FINAL_TEXT;
  if (headerLength === 2) {
    frame[1] = length;
  } else if (headerLength === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  payload.copy(frame, headerLength);
  return frame;
}
