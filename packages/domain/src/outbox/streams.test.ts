import t from "tap";
import { decodeConcerned, ENTRY, encodeEntry, groupKeys, shardOf, streamKey } from "./streams.ts";

const layout = { prefix: "chat", shards: 64, groups: 8 };

t.test("every shard is in exactly one group, under that group's hash tag", async (t) => {
  const keys = Array.from({ length: layout.groups }, (_, group) => groupKeys(layout, group));
  t.equal(new Set(keys.flat()).size, layout.shards);
  for (const [group, groupStreams] of keys.entries()) {
    t.ok(groupStreams.every((key) => key.startsWith(`chat:{${group}}:events:`)));
  }
});

t.test("a channel is always in the same stream", async (t) => {
  const channelId = "0190c4a0-0000-7000-8000-00000000000a";
  t.equal(streamKey(layout, shardOf(layout, channelId)), "chat:{7}:events:15");
});

t.test("an entry says whose access it changes", async (t) => {
  const event = { orgId: "o", channelId: "c", seq: 7, day: "2026-01-01", frame: "{}" };
  const concerned = (type: string, userId: string | null) =>
    decodeConcerned(String(encodeEntry({ ...event, type, userId })[ENTRY.user]));
  t.same(concerned("member_leave", "u"), { orgId: "o", userId: "u" });
  t.same(concerned("channel_delete", null), { orgId: "o", userId: null });
  t.equal(concerned("message", null), undefined);
});

t.test("an entry's values stand where readers look for them", async (t) => {
  const fields = encodeEntry({
    orgId: "o",
    channelId: "c",
    seq: 7,
    day: "2026-01-01",
    type: "message",
    userId: null,
    frame: "{}",
  });
  t.equal(fields.length, ENTRY.trace - 1, "without a trace there is no field for it");
  t.same(
    [fields[ENTRY.channel], fields[ENTRY.seq], fields[ENTRY.type], fields[ENTRY.user]],
    ["c", 7, "message", ""],
  );
  t.same([fields[ENTRY.frame], fields[ENTRY.organisation]], ["{}", "o"]);
});
