import { limits } from "@chat/contract";
import type { EventLog } from "@chat/domain";
import t from "tap";
import { Feeds } from "./feeds.ts";
import { checkPositions } from "./position-check.ts";

const nothing = () => undefined;
const COUNTERS = { emitted: nothing, duplicate: nothing, filled: nothing, hole: nothing };

/** A gateway that follows so many channels, and a log in which each has one event more. */
function followed(channels: number) {
  const asked: string[] = [];
  const log = {
    positions: async (feeds: readonly { channelId: string }[]) => {
      asked.push(...feeds.map(({ channelId }) => channelId));
      return feeds.map(({ channelId }) => ({ channelId, lastSeq: 2 }));
    },
  } as unknown as EventLog;
  const feeds = new Feeds(log, COUNTERS);
  const all = Array.from({ length: channels }, (_, index) => feeds.open("o", `${index}`, 1));
  return { feeds, all, log, asked };
}

t.test("an active channel is compared each time, a quiet one when its turn has come", async (t) => {
  const { feeds, all, log, asked } = followed(3);
  const [, quiet, due] = all;
  if (quiet && due) {
    quiet.lastActiveAt -= limits.POSITION_CHECK_ACTIVE_MS + 1;
    due.lastActiveAt -= limits.POSITION_CHECK_ACTIVE_MS + 1;
    due.checkedAt -= limits.POSITION_CHECK_QUIET_MS + 1;
  }
  await checkPositions(feeds, log);
  t.same(asked.splice(0), ["0", "2"]);
  t.ok(due?.hasHole, "what never came is noticed");
  await checkPositions(feeds, log);
  t.same(asked, ["0"], "it has had its turn");
});

t.test("of very many quiet channels some have their turn, then the others", async (t) => {
  const { feeds, all, log, asked } = followed(limits.POSITION_CHECK_QUIET_CHANNELS_MAX + 2);
  for (const feed of all) {
    feed.lastActiveAt -= limits.POSITION_CHECK_ACTIVE_MS + 1;
    feed.checkedAt -= limits.POSITION_CHECK_QUIET_MS + 1;
  }
  await checkPositions(feeds, log);
  t.equal(asked.splice(0).length, limits.POSITION_CHECK_QUIET_CHANNELS_MAX);
  await checkPositions(feeds, log);
  t.equal(asked.splice(0).length, 2);
  await checkPositions(feeds, log);
  t.same(asked, []);
});
