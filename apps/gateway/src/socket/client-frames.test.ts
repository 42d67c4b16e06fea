import { limits } from "@chat/contract";
import t from "tap";
import { parseClientFrame } from "./client-frames.ts";

const CHANNEL = "0190c4a0-0000-7000-8000-00000000000a";
const refusal = (frame: object) => {
  const parsed = parseClientFrame(JSON.stringify(frame));
  return parsed.kind === "refused" ? parsed.message : parsed.kind;
};

t.test("known frames are taken", async (t) => {
  const frames = [
    { type: "ping" },
    { type: "ping", ref: "1" },
    { type: "subscribe", channel_id: CHANNEL },
    { type: "subscribe", channel_id: CHANNEL, since_seq: 0 },
    { type: "subscribe", channels: [{ channel_id: CHANNEL, since_seq: 7 }] },
    { type: "unsubscribe", channel_id: CHANNEL },
  ];
  for (const frame of frames) {
    t.equal(refusal(frame), "frame", JSON.stringify(frame));
  }
});

t.test("a refusal says what is wrong", async (t) => {
  t.match(refusal({ type: "shout" }), "type must be one of subscribe, unsubscribe, ping");
  t.match(refusal({}), "type must be one of");
  t.match(refusal({ type: "subscribe", channel_id: "x" }), "channel_id must be a UUID");
  t.match(refusal({ type: "ping", loud: true }), "loud is not a known field");
  t.match(refusal({ type: "subscribe", channel_id: CHANNEL, since_seq: -1 }), /since_seq/);
  t.match(refusal({ type: "subscribe", channels: [] }), /channels/);
  const many = Array(limits.SOCKET_SUBSCRIBE_CHANNELS_MAX + 1).fill({ channel_id: CHANNEL });
  t.match(refusal({ type: "subscribe", channels: many }), /channels/);
});

t.test("a refusal gives back the ref", async (t) => {
  t.match(parseClientFrame('{"type":"nope","ref":"7"}'), { kind: "refused", ref: "7" });
});

t.test("what is no JSON object is garbage", async (t) => {
  for (const text of ["", "nojson", "1", "null", "[]", '"ping"']) {
    t.equal(parseClientFrame(text).kind, "garbage", text);
  }
});
