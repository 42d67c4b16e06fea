import { constants, deflateRawSync } from "node:zlib";
import { limits } from "@chat/contract";

const FINAL_TEXT = 0x81;
/** RSV1, which marks a deflated message (RFC 7692 §6). */
const DEFLATED = 0x40;
/** What a flushed block ends with, and a deflated message leaves out (RFC 7692 §7.2.1). */
const FLUSH_MARK_BYTES = 4;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

interface Message {
  readonly firstByte: number;
  readonly payload: Buffer;
}

/**
 * A WebSocket text frame (RFC 6455 §5.2, unmasked, as servers send) around
 * UTF-8 bytes.
 */
export function textFrame(payload: Buffer): Buffer {
  return textFrames([payload]);
}

/** A frame around each, one behind the other in one piece. */
export function textFrames(payloads: readonly Buffer[]): Buffer {
  return framesOf(payloads.map((payload) => ({ firstByte: FINAL_TEXT, payload })));
}

/**
 * The same, deflated, for sockets that agreed on it. Each stands alone, without
 * what went before as a dictionary, so that one piece fits every socket. What
 * is too short to gain goes as it is.
 */
export function deflatedFrames(payloads: readonly Buffer[]): Buffer {
  return framesOf(payloads.map(deflated));
}

function deflated(payload: Buffer): Message {
  if (payload.length < limits.SOCKET_DEFLATE_BYTES_MIN) {
    return { firstByte: FINAL_TEXT, payload };
  }
  const blocks = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  return {
    firstByte: FINAL_TEXT | DEFLATED,
    payload: blocks.subarray(0, blocks.length - FLUSH_MARK_BYTES),
  };
}

function framesOf(messages: readonly Message[]): Buffer {
  let length = 0;
  for (const { payload } of messages) {
    length += headerLengthFor(payload.length) + payload.length;
  }
  const frames = Buffer.allocUnsafe(length);
  let at = 0;
  for (const { firstByte, payload } of messages) {
    frames[at] = firstByte;
    at = writeLength(frames, at, payload.length);
    at += payload.copy(frames, at);
  }
  return frames;
}

function headerLengthFor(length: number): 2 | 4 | 10 {
  if (length < LENGTH_16) {
    return 2;
  }
  return length < 65_536 ? 4 : 10;
}

/** @returns where the payload begins */
function writeLength(frames: Buffer, at: number, length: number): number {
  const headerLength = headerLengthFor(length);
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
