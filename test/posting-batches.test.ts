import { randomUUID } from "node:crypto";
import t, { type Test } from "tap";
import { assertGapless, storedMessages } from "./support/history.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";
import { testVariable } from "./support/variables.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

/** Takes the row locks of these channels, as a long change of each would; the result lets go. */
async function hold(world: World, channelIds: readonly string[]): Promise<() => Promise<void>> {
  const holder = await world.connect();
  await holder.query("begin");
  await holder.query(
    "select 1 from chat_channels where org_id = $1 and id = any($2::uuid[]) for update",
    [world.orgId, channelIds],
  );
  return async () => {
    await holder.query("rollback");
    await holder.end();
  };
}

async function createChannels(owner: WorldUser, count: number): Promise<string[]> {
  const channels = await Promise.all(Array.from({ length: count }, () => createChannel(owner)));
  return channels.map(({ id }) => id);
}

const postTo = (user: WorldUser, channelIds: readonly string[], content = "x") =>
  Promise.all(
    channelIds.map((id) =>
      user.rest("POST", `/channels/${id}/messages`, { content, client_id: randomUUID() }),
    ),
  );

async function assertOnce(t: Test, world: World, channelId: string, ids: readonly string[]) {
  const stored = await storedMessages(world, channelId);
  t.same(new Set(stored.map(({ id }) => id)), new Set(ids), "each is there, and nothing else");
  t.equal(stored.length, ids.length, "and once");
  await assertGapless(t, world, channelId);
}

t.test("channels that are held delay none of the others, however many they are", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const held = await createChannels(ada, 6);
  const free = await createChannels(ada, 12);
  const letGo = await hold(world, held);
  const waiting = postTo(ada, [...held, ...held]);

  const answers = await postTo(ada, [...free, ...free, ...free]);
  t.same(new Set(answers.map(({ status }) => status)), new Set([201]));
  const lone = await postTo(ada, free.slice(0, 1));
  t.equal(lone[0]?.status, 201, "nor a lone post afterwards");
  t.same((await Promise.all(held.map((id) => storedMessages(world, id)))).flat(), []);

  await letGo();
  const late = await waiting;
  t.same(new Set(late.map(({ status }) => status)), new Set([201]));
  for (const id of held) {
    const ids = late.filter(({ body }) => body.channel_id === id).map(({ body }) => body.id);
    t.equal(ids.length, 2);
    await assertOnce(t, world, id, ids);
  }
});

t.test("a message that makes the statement fail harms none of its neighbours", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channels = await createChannels(ada, 10);
  await world.query("alter table chat_messages add constraint pure check (content <> 'poison')");
  const [first = ""] = channels;

  const [good, bad] = await Promise.all([
    postTo(ada, [...channels, ...channels, ...channels]),
    postTo(ada, [first, first], "poison"),
  ]);
  t.same(new Set(bad.map(({ status }) => status)), new Set([500]));
  t.same(new Set(good.map(({ status }) => status)), new Set([201]));
  for (const id of channels) {
    const ids = good.filter(({ body }) => body.channel_id === id).map(({ body }) => body.id);
    await assertOnce(t, world, id, ids);
  }
});

t.test("refusals, repetitions and posts go together, each with its own answer", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const [open = "", archived = ""] = await createChannels(ada, 2);
  const hidden = await createChannel(ada, { type: "private" });
  await ada.rest("POST", `/channels/${archived}/archive`);
  const client_id = randomUUID();
  const repeat = () => ada.rest("POST", `/channels/${open}/messages`, { content: "y", client_id });

  const [posts, archivedPosts, strangers, nowhere, repeated] = await Promise.all([
    postTo(ada, Array(8).fill(open)),
    postTo(ada, Array(8).fill(archived)),
    postTo(bob, [open, hidden.id, open, hidden.id]),
    postTo(
      ada,
      Array.from({ length: 8 }, () => randomUUID()),
    ),
    Promise.all(Array.from({ length: 8 }, repeat)),
  ]);
  const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status);
  t.same(statuses(posts), Array(8).fill(201));
  t.same(statuses(archivedPosts), Array(8).fill(409));
  t.same(statuses(strangers), [403, 404, 403, 404]);
  t.same(statuses(nowhere), Array(8).fill(404));
  t.same(
    statuses(repeated).toSorted((a, b) => a - b),
    [...Array(7).fill(200), 201],
  );
  const ids = new Set([...posts, ...repeated].map(({ body }) => body.id));
  await assertOnce(t, world, open, [...ids]);
});

for (const cut of ["before-request", "after-request", "before-answer"] as const) {
  t.test(`of posts to many channels, cut ${cut}, each is written once`, async (t) => {
    const { hostname, port } = new URL(testVariable("TEST_POSTGRES_URL"));
    const proxy = await startTcpProxy(t, { host: hostname, port: Number(port) });
    const world = await startWorld(t, { postgresPort: proxy.port });
    const ada = world.user();
    const channels = await createChannels(ada, 8);
    for (let round = 0; round < 3; round += 1) {
      // What is sent last waits until the statements of the first are over, and goes with others.
      const done = proxy.cutNext("among the last", cut);
      const answers = await Promise.all([
        postTo(ada, [...channels, ...channels]),
        postTo(ada, [...channels, ...channels], "among the last"),
      ]);
      await done;
      t.same(new Set(answers.flat().map(({ status }) => status)), new Set([201]));
    }
    for (const id of channels) {
      t.equal((await storedMessages(world, id)).length, 12);
      await assertGapless(t, world, id);
    }
  });
}
