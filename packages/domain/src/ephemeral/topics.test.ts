import t from "tap";
import {
  decodeSignal,
  encodeSignal,
  ephemeralTopic,
  ephemeralTopics,
  type Signal,
} from "./topics.ts";

const ORG = "0190c4a0-0000-7000-8000-00000000000a";
const USER = "0190c4a0-0000-7000-8000-00000000000b";

t.test("a signal comes out as it went in", async (t) => {
  const signals: Signal[] = [
    { kind: "typing", channelId: ORG, userId: USER, isTyping: true },
    { kind: "typing", channelId: ORG, userId: USER, isTyping: false },
    { kind: "user", orgId: ORG, userId: USER, frame: '{"type":"read"}' },
    { kind: "presence", orgId: ORG, userId: USER },
  ];
  for (const signal of signals) {
    t.same(decodeSignal(encodeSignal(signal)), signal);
  }
  t.equal(decodeSignal(`x${ORG}`), undefined, "of a later version");
});

t.test("every id has one of the topics", async (t) => {
  const layout = { prefix: "chat", groups: 8 };
  t.equal(new Set(ephemeralTopics(layout)).size, 8);
  t.ok(ephemeralTopics(layout).includes(ephemeralTopic(layout, ORG)));
});
