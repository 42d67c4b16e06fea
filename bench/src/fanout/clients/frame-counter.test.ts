import t from "tap";
import { FrameCounter } from "./frame-counter.ts";

function frame(opcode: number, length: number): Buffer {
  const payload = Buffer.alloc(length, "x");
  if (length < 126) {
    return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  }
  if (length < 65_536) {
    return Buffer.concat([Buffer.from([0x80 | opcode, 126, length >> 8, length & 255]), payload]);
  }
  const header = Buffer.alloc(10);
  header[0] = 0x80 | opcode;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, payload]);
}

t.test("frames of every width are found, however the bytes are cut", async (t) => {
  const sent = [
    [1, 0],
    [9, 0],
    [1, 125],
    [1, 126],
    [1, 70_000],
    [1, 5],
  ] as const;
  const bytes = Buffer.concat(sent.map(([opcode, length]) => frame(opcode, length)));
  for (const size of [1, 2, 3, 7, 128, 4_096, bytes.length]) {
    const seen: [number, number][] = [];
    const counter = new FrameCounter((opcode, length) => seen.push([opcode, length]));
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.subarray(at, at + size);
      counter.read(chunk, chunk.length);
    }
    t.same(seen, sent, `in pieces of ${size}`);
  }
});
