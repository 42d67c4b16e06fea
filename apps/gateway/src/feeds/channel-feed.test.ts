import { limits } from "@chat/contract";
import t from "tap";
import type { Connection } from "../socket/connection.ts";
import type { SharedFrames } from "../socket/shared-frames.ts";
import { textFrames } from "../socket/text-frame.ts";
import { ChannelFeed, type FeedEvent } from "./channel-feed.ts";

const event = (seq: number): FeedEvent => ({
  seq,
  type: "message",
  userId: null,
  span: undefined,
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

/** Keeps each piece that it is handed. */
function recordingConnection(): { connection: Connection; pieces: Buffer[] } {
  const pieces: Buffer[] = [];
  const connection = { sendShared: ({ plain }: SharedFrames) => pieces.push(plain) };
  return { connection: connection as unknown as Connection, pieces };
}

const framesOf = (...seqs: number[]) => textFrames(seqs.map((seq) => event(seq).frame));

t.test("what comes in one turn is handed over in one piece", async (t) => {
  const { feed } = feedAt(0);
  const { connection, pieces } = recordingConnection();
  feed.join(connection);
  feed.accept(event(2));
  feed.accept(event(1));
  feed.accept(event(3));
  await Promise.resolve();
  t.same(pieces, [framesOf(1, 2, 3)]);
  feed.accept(event(4));
  await Promise.resolve();
  t.same(pieces.slice(1), [framesOf(4)]);
});

t.test("in the middle of a turn, who comes gets what follows, who goes what came", async (t) => {
  const { feed } = feedAt(0);
  const first = recordingConnection();
  const second = recordingConnection();
  feed.join(first.connection);
  feed.accept(event(1));
  feed.join(second.connection);
  feed.accept(event(2));
  feed.leave(first.connection);
  feed.accept(event(3));
  await Promise.resolve();
  t.same(first.pieces, [framesOf(1), framesOf(2)]);
  t.same(second.pieces, [framesOf(2), framesOf(3)]);
});

t.test("a piece is bounded, however much comes in one turn", async (t) => {
  const { feed } = feedAt(0);
  const { connection, pieces } = recordingConnection();
  feed.join(connection);
  const frame = Buffer.alloc(limits.FAN_OUT_BATCH_BYTES_MAX / 2, "x");
  for (let seq = 1; seq <= 5; seq += 1) {
    feed.accept({ ...event(seq), frame });
  }
  await Promise.resolve();
  t.same(
    pieces.map(({ length }) => Math.round(length / frame.length)),
    [2, 2, 1],
  );
});
