import { limits } from "@chat/contract";
import t from "tap";
import {
  findCallerChannel,
  listJoinedCallerChannels,
} from "../../packages/domain/src/channels/channels.repository.ts";
import { diarist, farBehind, joiner, upToDate } from "./cases/callers.ts";
import { HISTORY_QUERIES } from "./history-queries.ts";
import { buffersOf } from "./plan.ts";
import { createRecorder, type Recorder, type Transaction } from "./recorder.ts";
import { CHANNEL, channelId, ORG_ID, SHAPE } from "./seed/shape.ts";
import { createSeededDatabase } from "./seeded-database.ts";

/**
 * Both channels stand in the same tables and indexes, so that there is no
 * difference of levels between them: a page may only begin within a page of an
 * index or a table, or of two, where the other's begins with one.
 */
const BEGINNINGS = 4;
/** Of the long channel each pinned message stands on a page of the table of its own. */
const PINNED_PAGES = 51;

function writeRow(...cells: readonly (string | number)[]): void {
  console.log(
    cells
      .map((cell, column) => (column === 0 ? String(cell).padEnd(36) : String(cell).padStart(12)))
      .join(""),
  );
}

async function measure(
  recorder: Recorder,
  run: (tx: Transaction) => Promise<unknown>,
): Promise<number> {
  const plans = await recorder.record(run);
  return plans.reduce((sum, { plan }) => sum + buffersOf(plan), 0);
}

t.test("a page of a million messages touches as much as one of a thousand", async (t) => {
  const recorder = createRecorder(t, await createSeededDatabase(t));
  writeRow("buffers", "1,000", "1,000,000");
  for (const [name, query] of Object.entries(HISTORY_QUERIES)) {
    const small = await measure(recorder, (tx) => query(tx, CHANNEL.thousand, 1_000));
    const large = await measure(recorder, (tx) => query(tx, CHANNEL.million, 1_000_000));
    writeRow(name, small, large);
    const allowed = BEGINNINGS + (name.startsWith("pinned") ? PINNED_PAGES : 0);
    t.not(small, 0, name);
    t.ok(large <= small + allowed, `${name}: ${large} buffers, ${small} of the small channel`);
  }
});

t.test("who has read nothing is counted up to the cap", async (t) => {
  const recorder = createRecorder(t, await createSeededDatabase(t));
  const id = channelId(CHANNEL.million);
  const buffers = await measure(recorder, (tx) =>
    findCallerChannel(tx, ORG_ID, id, farBehind.userId),
  );
  writeRow("nothing read of 1,000,000", "", buffers);
  t.ok(buffers < limits.UNREAD_COUNT_MAX, `${buffers} buffers`);
});

t.test("a long run of one's own messages is passed over in the index", async (t) => {
  const recorder = createRecorder(t, await createSeededDatabase(t));
  const id = channelId(CHANNEL.diary);
  const buffers = await measure(recorder, (tx) =>
    findCallerChannel(tx, ORG_ID, id, diarist.userId),
  );
  writeRow(`${SHAPE.ownRun} own messages unread`, "", buffers);
  t.ok(buffers < SHAPE.ownRun / 25, `${buffers} buffers`);
});

t.test("joined channels cost what the page holds, not what was ever written", async (t) => {
  const recorder = createRecorder(t, await createSeededDatabase(t));
  const page = (limit: number, afterId = channelId(CHANNEL.joined - 1)) =>
    measure(recorder, (tx) => listJoinedCallerChannels(tx, joiner, { afterId, limit }));
  const [fifty, hundred, twoHundred] = [await page(50), await page(100), await page(200)];
  writeRow("joined channels, 50 a page", "", fifty);
  writeRow("joined channels, 200 a page", "", twoHundred);
  t.ok(hundred <= 2.2 * fifty, "twice the page");
  t.ok(twoHundred <= 4.4 * fifty, "four times the page");
  const one = (channel: number) =>
    measure(recorder, (tx) =>
      listJoinedCallerChannels(tx, upToDate, { afterId: channelId(channel - 1), limit: 1 }),
    );
  const [large, small] = [await one(CHANNEL.million), await one(CHANNEL.thousand)];
  t.ok(
    large <= small + BEGINNINGS,
    `${large} buffers of a million messages, ${small} of a thousand`,
  );
});
