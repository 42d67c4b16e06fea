import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World } from "./support/world.ts";

async function outboxDepth(world: World): Promise<number> {
  const [row] = await world.query<{ depth: string }>("select count(*) as depth from chat_outbox");
  return Number(row?.depth);
}

/** What an API does that dies between its commit and its append to the stream. */
async function postAndDie(world: World, channelId: string, userId: string, contents: string[]) {
  const each = (value: unknown) => contents.map(() => value);
  await world.query(
    `select chat_post_messages($1, false, false, $2::uuid[], $3::uuid[], $4::boolean[],
      array(select uuidv7() from unnest($5::text[])), $6::uuid[], $6::uuid[], $5::text[],
      $6::text[], $4::boolean[], $4::boolean[], 50)`,
    [world.orgId, each(channelId), each(userId), each(false), contents, each(null)],
  );
}

t.test("what a dying API left behind is delivered within two seconds", async (t) => {
  const world = await startWorld(t, { gateways: 1, workers: 2 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);

  const begun = Date.now();
  for (let index = 0; index < 20; index += 1) {
    await postAndDie(world, channel.id, ada.id, [`${index}`]);
    await postAndDie(world, channel.id, ada.id, [`${index} and`, "another", "together"]);
  }
  const posting = Date.now() - begun;
  await socket.waitFor("message", ({ seq }) => seq === 81);
  t.ok(Date.now() - begun - posting < 2_000, "the contract's bound");
  t.same(
    socket.seqs(channel.id),
    Array.from({ length: 80 }, (_, index) => index + 2),
  );
  await until(async () => (await outboxDepth(world)) === 0);
});

t.test("more than a relay takes at once is delivered all the same", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);
  for (let call = 0; call < 3; call += 1) {
    await postAndDie(world, channel.id, ada.id, Array(300).fill("one of many"));
  }
  await world.startWorker();
  await until(async () => (await outboxDepth(world)) === 0);
  await socket.waitFor("message", ({ seq }) => seq === 901);
  t.equal(socket.seqs(channel.id).length, 900);
});

t.test("an API publishes by itself, also after a change that had no event", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);
  const join = `/channels/${channel.id}/join`;
  t.equal((await ada.rest("POST", join)).status, 200, "a member already");
  await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "x" });
  await socket.waitFor("message");
  await until(async () => (await outboxDepth(world)) === 0);
});

t.test("with Redis away posts are answered, and wait in the outbox", async (t) => {
  const world = await startWorld(t, { environment: { REDIS_ADDR: "127.0.0.1:1" } });
  const ada = world.user();
  const channel = await createChannel(ada);
  const answer = await ada.rest("POST", `/channels/${channel.id}/messages`, {
    content: "kept",
    client_id: randomUUID(),
  });
  t.equal(answer.status, 201);
  await sleep(100);
  t.equal(await outboxDepth(world), 2);
  const ready = await fetch(`${world.apis[0]?.url}/readyz`);
  t.equal(ready.status, 200, "an API serves without Redis");
  const { checks } = (await ready.json()) as { checks: { name: string; ok: boolean }[] };
  t.match(
    checks.find(({ name }) => name === "redis"),
    { ok: false },
  );
});

t.test("a row whose event is gone from the log leaves the outbox all the same", async (t) => {
  const world = await startWorld(t, { workers: 1 });
  await world.query(
    `insert into chat_outbox (org_id, channel_id, seq, day, created_at)
     values ($1, $2, 1, '2020-01-01', now() - interval '1 minute')`,
    [world.orgId, randomUUID()],
  );
  await until(async () => (await outboxDepth(world)) === 0);
});
