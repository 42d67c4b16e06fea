import { limits } from "@chat/contract";
import t from "tap";
import { ChannelFeed, type FeedEvent } from "./channel-feed.ts";

const event = (seq: number): FeedEvent => ({
  seq,
  type: "message",
  userId: null,
  frame: Buffer.from(`{"seq":${seq}}`),
});

function feedAt(lastSeq: number): { feed: ChannelFeed; emitted: number[] } {
  const emitted: number[] = [];
  const feed = new ChannelFeed("o", "c", lastSeq, (_, { seq }) => emitted.push(seq));
  return { feed, emitted };
}

t.test("events in order pass, repeated ones are dropped", async (t) => {
  const { feed, emitted } = feedAt(4);
  t.equal(feed.accept(event(5)), "emitted");
  t.equal(feed.accept(event(5)), "duplicate");
  t.equal(feed.accept(event(3)), "duplicate");
  t.same(emitted, [5]);
});

t.test("an event that comes too early waits for the ones before it", async (t) => {
  const { feed, emitted } = feedAt(0);
  t.equal(feed.accept(event(3)), "held");
  t.equal(feed.accept(event(2)), "held");
  t.ok(feed.hasHole);
  t.not(feed.holeSince, 0);
  feed.accept(event(1));
  t.same(emitted, [1, 2, 3]);
  t.notOk(feed.hasHole);
  t.equal(feed.holeSince, 0);
});

t.test("what is expected and has not come is a hole", async (t) => {
  const { feed } = feedAt(0);
  feed.expect(2);
  t.ok(feed.hasHole);
  feed.accept(event(1));
  t.ok(feed.hasHole, "the second is still missing");
  feed.accept(event(2));
  t.notOk(feed.hasHole);
});

t.test("only so many are held; the rest is read from the log later", async (t) => {
  const { feed, emitted } = feedAt(0);
  const last = limits.HOLE_HELD_EVENTS_MAX + 10;
  for (let seq = 2; seq <= last; seq += 1) {
    feed.accept(event(seq));
  }
  feed.accept(event(1));
  t.equal(emitted.length, limits.HOLE_HELD_EVENTS_MAX + 1);
  t.ok(feed.hasHole);
});

t.test("after a gap that cannot be filled, the held events follow", async (t) => {
  const { feed, emitted } = feedAt(0);
  feed.accept(event(5));
  feed.accept(event(6));
  feed.skipTo(5);
  t.same(emitted, [5, 6]);
  t.equal(feed.nextSeq, 7);
});

t.test("a position that went back is taken as the new one", async (t) => {
  const { feed, emitted } = feedAt(10);
  feed.accept(event(12));
  feed.rewindTo(4);
  feed.accept(event(5));
  t.same(emitted, [5]);
  t.notOk(feed.hasHole);
});
