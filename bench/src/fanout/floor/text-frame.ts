const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;

/** A WebSocket text frame of up to 65,535 bytes, as servers send it. */
export function textFrame(payload: Buffer): Buffer {
  const { length } = payload;
  const header =
    length < LENGTH_16 ? [FINAL_TEXT, length] : [FINAL_TEXT, LENGTH_16, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), payload]);
}
