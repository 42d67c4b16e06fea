import { randomUUID } from "node:crypto";
import { limits } from "@chat/contract";
import t from "tap";
import { subscribeFrames } from "./subscribe-frames.ts";

await t.test(
  "every entry is in one frame, and no frame passes the contract's bounds",
  async (t) => {
    for (const since of [{}, { since_seq: 1 }, { since_seq: Number.MAX_SAFE_INTEGER }]) {
      const entries = Array.from({ length: 1_000 }, () => ({ channel_id: randomUUID(), ...since }));
      const frames = [...subscribeFrames(entries, "sdk")];
      t.strictSame(
        frames.flatMap((frame) => ("channels" in frame ? frame.channels : [])),
        entries,
      );
      for (const frame of frames) {
        t.ok("channels" in frame && frame.channels.length <= limits.SOCKET_SUBSCRIBE_CHANNELS_MAX);
        t.ok(Buffer.byteLength(JSON.stringify(frame)) <= limits.SOCKET_FRAME_BYTES_MAX);
      }
      t.ok(frames.length <= 6, "frames are as full as they may be");
    }
    t.strictSame([...subscribeFrames([], "sdk")], [], "nothing to ask for, no frame");
  },
);
