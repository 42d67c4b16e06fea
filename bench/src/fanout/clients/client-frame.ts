import { randomBytes } from "node:crypto";

export const TEXT = 0x1;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;
const FINAL = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** A frame as clients send it: masked, up to 65,535 bytes. */
export function clientFrame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(MASK_BYTES);
  const length =
    payload.length < 126
      ? [MASKED | payload.length]
      : [MASKED | 126, payload.length >> 8, payload.length & 0xff];
  for (const [index, byte] of payload.entries()) {
    payload[index] = byte ^ (mask[index % MASK_BYTES] ?? 0);
  }
  return Buffer.concat([Buffer.from([FINAL | opcode, ...length]), mask, payload]);
}
