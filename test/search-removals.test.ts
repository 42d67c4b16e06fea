import { limits } from "@chat/contract";
import { createDatabase, removeDeletedChannels } from "@chat/domain";
import { createPool } from "@chat/runtime";
import t from "tap";
import { contentsFound, indexAll } from "./support/search.ts";
import type { Teardown } from "./support/teardown.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World } from "./support/world.ts";

/** A worker looks every 10 s. */
const REMOVED_MS = 40_000;

function databaseOf(t: Teardown, { environment }: World) {
  const pool = createPool(environment["DATABASE_URL"] ?? "", 2, "chat-test");
  t.teardown(() => pool.end());
  return createDatabase(pool);
}

/** Two public channels and a private one with a message each, indexed. */
async function setUp(t: Teardown) {
  const world = await startWorld(t);
  const ada = world.user();
  const channels = [
    await createChannel(ada),
    await createChannel(ada, { type: "private" }),
    await createChannel(ada),
  ];
  for (const [index, { id }] of channels.entries()) {
    await ada.rest("POST", `/channels/${id}/messages`, { content: `words of ${index}` });
  }
  await indexAll(world);
  const [open, closed, kept] = channels.map(({ id }) => id);
  return { world, ada, open, closed, kept };
}

const rowsOf = async (world: World) =>
  (await world.query<{ channel_id: string }>("select channel_id from chat_search")).map(
    ({ channel_id }) => channel_id,
  );

t.test("what search has of deleted channels goes, and nothing else", async (t) => {
  const { world, ada, open, closed, kept } = await setUp(t);
  await ada.rest("DELETE", `/channels/${open}`);
  await ada.rest("DELETE", `/channels/${closed}`);
  t.equal((await rowsOf(world)).length, 3);
  await world.startWorker();
  await until(async () => (await rowsOf(world)).length === 1, REMOVED_MS);
  t.same(await rowsOf(world), [kept]);
  t.same(await contentsFound(ada, "words"), ["words of 2"]);
});

t.test("in bounded steps, and once more for what was under way at the deletion", async (t) => {
  const { world, ada, open = "", closed, kept } = await setUp(t);
  const db = databaseOf(t, world);
  const more = limits.SEARCH_REMOVAL_ROWS_MAX + 10;
  await world.query(
    `insert into chat_search
       (org_id, message_id, channel_id, user_id, created_at, version, public, traits, vector)
     select $1, uuidv7(), $2, $3, now(), 1, true, '{}', 'word' from generate_series(1, $4::integer)`,
    [world.orgId, open, ada.id, more],
  );
  await ada.rest("DELETE", `/channels/${open}`);
  const removeAt = (ms: number) =>
    removeDeletedChannels({ db, now: () => new Date(Date.now() + ms) });
  const both = await Promise.all([removeAt(0), removeAt(0)]);
  t.equal(both[0] + both[1], more + 1, "each row once, whoever is faster");
  t.same(new Set(await rowsOf(world)), new Set([closed, kept]));

  await world.query(
    `insert into chat_search
       (org_id, message_id, channel_id, user_id, created_at, version, public, traits, vector)
     values ($1, uuidv7(), $2, $3, now(), 1, true, '{}', 'late')`,
    [world.orgId, open, ada.id],
  );
  t.same(await contentsFound(ada, "late"), []);
  t.equal(await removeAt(0), 0, "it is not looked at all the time");
  t.equal(await removeAt(limits.SEARCH_REMOVAL_AGAIN_MS + 1_000), 1);
  t.equal((await rowsOf(world)).length, 2);
  t.same(await world.query("select * from chat_search_removals"), [], "then it is done");
});

t.test("indexing again removes what it finds of a deleted channel", async (t) => {
  const { world, ada, open } = await setUp(t);
  await ada.rest("DELETE", `/channels/${open}`);
  await indexAll(world);
  t.notOk((await rowsOf(world)).includes(open ?? ""));
});
