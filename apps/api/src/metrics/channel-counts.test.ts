import t from "tap";
import { ChannelCounts } from "./channel-counts.ts";

t.test("the busiest come first", async (t) => {
  const counts = new ChannelCounts(10);
  for (const channelId of ["a", "b", "b", "c", "b", "c"]) {
    counts.add(channelId);
  }
  t.match(counts.busiest(2), [
    { channelId: "b", count: 3 },
    { channelId: "c", count: 2 },
  ]);
});

t.test("memory is bounded, and a busy channel is never pushed out by quiet ones", async (t) => {
  const counts = new ChannelCounts(5);
  for (let index = 0; index < 1_000; index += 1) {
    counts.add("busy");
    counts.add(`quiet-${index}`);
  }
  t.equal(counts.busiest(100).length, 5);
  t.equal(counts.busiest(1)[0]?.channelId, "busy");
  t.equal(counts.busiest(1)[0]?.count, 1_000);
});
