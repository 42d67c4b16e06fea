import { execFile } from "node:child_process";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { createDatabase, indexMessages, reindexMessages } from "@chat/domain";
import { createPool } from "@chat/runtime";
import { Redis } from "ioredis";
import t from "tap";
import { startAppProcess } from "./support/process.ts";
import { contentsFound, indexed } from "./support/search.ts";
import type { Teardown } from "./support/teardown.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World } from "./support/world.ts";

const run = promisify(execFile);
/** Until a worker has started and taken its first job. */
const STARTED_MS = 30_000;

function databaseOf(t: Teardown, { environment }: World) {
  const pool = createPool(environment["DATABASE_URL"] ?? "", 2, "chat-test");
  t.teardown(() => pool.end());
  return createDatabase(pool);
}

async function seed(world: World, count: number) {
  const ada = world.user();
  const channel = await createChannel(ada);
  await world.query(
    `insert into chat_messages (org_id, id, channel_id, seq, user_id, content, created_at)
     select $1, gen_random_uuid(), $2, 1000 + n, $3, 'seeded number ' || n, now()
     from generate_series(1, $4::integer) n`,
    [world.orgId, channel.id, ada.id, count],
  );
  return { ada, channel };
}

async function countRows(world: World): Promise<number> {
  const [row] = await world.query<{ rows: string }>("select count(*) as rows from chat_search");
  return Number(row?.rows);
}

t.test("a worker that is killed in the middle of indexing loses nothing", async (t) => {
  const world = await startWorld(t);
  const { ada, channel } = await seed(world, 300);
  const lock = await world.connect();
  t.teardown(() => lock.end());
  await lock.query("begin; lock table chat_search in exclusive mode");
  const environment = { ...world.environment, ATTACHMENT_SCAN: "off" };
  const worker = await startAppProcess(t, "worker", environment);
  await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "posted meanwhile" });
  const waits = "select 1 from pg_locks where relation = 'chat_search'::regclass and not granted";
  await until(async () => (await world.query(waits)).length > 0, STARTED_MS);
  await worker.kill("SIGKILL");
  // Before the lock goes: Postgres may still run what the dead worker had asked for.
  t.equal(await countRows(world), 0, "it was in the middle");
  await lock.query("rollback");

  await world.startWorker();
  await indexed(world);
  t.equal(await countRows(world), 301);
  t.same(await contentsFound(ada, "meanwhile"), ["posted meanwhile"]);
});

t.test("what Redis lost before it was indexed is found in Postgres", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "lost and found" });
  const redis = new Redis(`redis://${world.environment["REDIS_ADDR"]}`);
  t.teardown(() => redis.disconnect());
  const keys = await redis.keys(`${world.environment["CHAT_REDIS_PREFIX"]}*`);
  t.not(keys.length, 0, "there was an event to lose");
  await redis.del(keys);
  await world.query("delete from chat_outbox");
  await world.startWorker();
  await indexed(world);
  t.same(await contentsFound(ada, "lost"), ["lost and found"]);
});

t.test(
  "a root learns of its first reply, though its row is being written, before the reply counts as indexed",
  async (t) => {
    const world = await startWorld(t);
    const ada = world.user();
    const channel = await createChannel(ada);
    const post = async (content: string, more: object = {}) =>
      (await ada.rest("POST", `/channels/${channel.id}/messages`, { content, ...more })).body;
    const db = databaseOf(t, world);
    const root = await post("a root");
    await indexMessages({ db }, [{ orgId: world.orgId, id: root.id }]);
    const reply = await post("a reply", { thread_id: root.id });
    const other = await world.connect();
    t.teardown(() => other.end());
    await other.query("begin");
    await other.query("select from chat_search where message_id = $1 for update", [root.id]);
    const indexing = indexMessages({ db }, [{ orgId: world.orgId, id: reply.id }]);
    const waits = "select 1 from pg_locks where not granted";
    await until(async () => (await world.query(waits)).length > 0);
    const [row] = await world.query<{ behind: boolean }>(
      "select version > indexed_version as behind from chat_messages where id = $1",
      [reply.id],
    );
    t.equal(row?.behind, true, "who dies here does both again");
    await other.query("update chat_search set traits = array['pin'] where message_id = $1", [
      root.id,
    ]);
    await other.query("commit");
    await indexing;
    t.same((await contentsFound(ada, "is:thread")).toSorted(), ["a reply", "a root"]);
    t.same(await contentsFound(ada, "has:pin"), ["a root"], "what was written meanwhile stays");
  },
);

t.test("what changes between its being read and written leaves nothing behind", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const [open, doomed] = [await createChannel(ada), await createChannel(ada)];
  const post = async (channelId: string, content: string) =>
    (await ada.rest("POST", `/channels/${channelId}/messages`, { content })).body;
  const [edited, deleted, kept, elsewhere] = [
    await post(open.id, "former words"),
    await post(open.id, "secret words"),
    await post(open.id, "lasting words"),
    await post(doomed.id, "doomed words"),
  ];
  const keys = [edited, deleted, kept, elsewhere].map(({ id }) => ({ orgId: world.orgId, id }));
  const pool = createPool(world.environment["DATABASE_URL"] ?? "", 1, "chat-test");
  t.teardown(() => pool.end());
  const db = createDatabase(pool);
  const gate = await world.connect();
  t.teardown(() => gate.end());
  await gate.query("select pg_advisory_lock(1)");
  const indexing = indexMessages({ db }, keys);
  await setImmediate();
  // Next in the line for the only connection: between what reads and what writes.
  const passed = pool.query("select pg_advisory_xact_lock(1)");
  const waits = "select 1 from pg_locks where locktype = 'advisory' and not granted";
  await until(async () => (await world.query(waits)).length > 0);
  await ada.rest("PUT", `/messages/${edited.id}`, { content: "present words" });
  await ada.rest("DELETE", `/messages/${deleted.id}`);
  await ada.rest("DELETE", `/channels/${doomed.id}`);
  await gate.query("select pg_advisory_unlock(1)");
  await Promise.all([passed, indexing]);
  const rows = await world.query<{ message_id: string }>("select message_id from chat_search");
  t.same(
    rows.map(({ message_id }) => message_id),
    [kept.id],
  );
  await indexMessages({ db }, keys);
  t.same((await contentsFound(ada, "words")).toSorted(), ["lasting words", "present words"]);
  t.equal(await countRows(world), 2);
});

t.test("an index job that comes late or twice changes nothing", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const post = async (content: string) =>
    (await ada.rest("POST", `/channels/${channel.id}/messages`, { content })).body;
  const message = await post("first words");
  const db = databaseOf(t, world);
  const key = { orgId: world.orgId, id: message.id };
  t.equal(await indexMessages({ db }, [key]), 1);
  t.equal(await indexMessages({ db }, [key]), 0, "there is nothing to do any more");
  await ada.rest("PUT", `/messages/${message.id}`, { content: "other words" });
  t.equal(await indexMessages({ db }, [key, key]), 1, "once, though it is named twice");
  await ada.rest("PUT", `/messages/${message.id}`, { content: "second words" });
  const both = [indexMessages({ db }, [key]), indexMessages({ db }, [key, key])];
  await Promise.all(both);
  await indexMessages({ db }, [key]);
  t.same(await contentsFound(ada, "first"), []);
  t.same(await contentsFound(ada, "second"), ["second words"]);
  await ada.rest("DELETE", `/messages/${message.id}`);
  await Promise.all([indexMessages({ db }, [key]), indexMessages({ db }, [key], { again: true })]);
  t.equal(await countRows(world), 0);
});

t.test("reindexing goes on where it was, while others write", async (t) => {
  const world = await startWorld(t, { workers: 1 });
  const { ada, channel } = await seed(world, 450);
  const db = databaseOf(t, world);
  const first = await reindexMessages({ db }).next();
  t.equal(first.value?.done, 200, "a batch");
  await world.query("truncate chat_search");
  let late = 0;
  let last = 0;
  for await (const { done } of reindexMessages({ db })) {
    last = done;
    late += 1;
    await ada.rest("POST", `/channels/${channel.id}/messages`, { content: `late ${late}` });
  }
  t.ok(last >= 450, "those of the first run count");
  await indexed(world);
  const batchOfFirstRun = 200;
  t.equal(await countRows(world), 450 - batchOfFirstRun + late, "and are not done again");
  t.equal((await contentsFound(ada, "late")).length, late);

  const { stdout } = await run(
    process.execPath,
    ["--conditions=@chat/source", "apps/worker/src/reindex/main.ts", "--rate", "100000"],
    { env: { ...process.env, ...world.environment } },
  );
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  t.equal(lines.at(-1).done, 450 + late, "the command does it all again");
  t.equal(await countRows(world), 450 + late);
});
