import { randomUUID } from "node:crypto";
import t from "tap";
import { assertGapless } from "./support/history.ts";
import { codeOf } from "./support/rest.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";
import { until } from "./support/until.ts";
import { testVariable } from "./support/variables.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

const withKey = (key: string) => ({ "idempotency-key": key });

async function countRows(world: World, table: string): Promise<number> {
  const [row] = await world.query<{ count: number }>(
    `select count(*)::integer as count from ${table} where org_id = $1`,
    [world.orgId],
  );
  return row?.count ?? -1;
}

/** Ada owns a public channel with a message; Bob is known to the service. */
async function startTeam(t: Parameters<typeof startWorld>[0], apis = 2) {
  const world = await startWorld(t, { apis });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}`;
  const { body: message } = await ada.rest("POST", `${path}/messages`, { content: "one" });
  return { world, ada, bob, channel, message };
}

t.test("every creation is done once for a key, and then answered as it is now", async (t) => {
  const { world, ada, bob, channel, message } = await startTeam(t);
  const creations: [path: string, body: object, table: string][] = [
    ["/channels", { name: "keyed", topic: "once" }, "chat_channels"],
    ["/dm", { user_id: bob.id }, "chat_channels"],
    [`/channels/${channel.id}/members`, { user_id: bob.id }, "chat_channel_members"],
    [`/messages/${message.id}/reactions`, { emoji: "👍" }, "chat_reactions"],
  ];
  // The same key for each: it belongs to its route.
  const key = randomUUID();
  for (const [path, body, table] of creations) {
    const first = await ada.rest("POST", path, body, withKey(key));
    t.equal(first.status, 201, path);
    const rows = await countRows(world, table);
    const again = await ada.rest("POST", path, body, withKey(key));
    t.equal(again.status, 200, path);
    t.same(again.body, first.body, path);
    const reordered = Object.fromEntries(Object.entries(body).toReversed());
    t.equal((await ada.rest("POST", path, reordered, withKey(key))).status, 200, path);
    t.equal(await countRows(world, table), rows, "nothing was added");
    const [name] = Object.keys(body);
    const other = { ...body, [name ?? ""]: name === "user_id" ? ada.id : "other" };
    const mismatch = await ada.rest("POST", path, other, withKey(key));
    t.equal(mismatch.status, 422, path);
    t.equal(codeOf(mismatch), "idempotency_mismatch");
    t.equal(await countRows(world, table), rows, "nor by another body");
  }
  await assertGapless(t, world, channel.id);
});

t.test("a key is its user's own, and that of one channel", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const key = withKey("42");
  const stranger = world.user({ org_id: randomUUID() });
  const name = "of-one-org-each";
  t.equal((await ada.rest("POST", "/channels", { name }, key)).status, 201);
  t.equal((await stranger.rest("POST", "/channels", { name }, key)).status, 201);
  t.equal((await bob.rest("POST", "/channels", { name: "bobs" }, key)).status, 201);
  const other = await createChannel(ada);
  for (const { id } of [channel, other]) {
    const added = await ada.rest("POST", `/channels/${id}/members`, { user_id: bob.id }, key);
    t.equal(added.status, 201);
  }
});

t.test("equal requests at the same time make one channel", async (t) => {
  const { world, ada } = await startTeam(t);
  const before = await countRows(world, "chat_channels");
  for (let round = 0; round < 5; round += 1) {
    const body = { name: `round-${round}` };
    const key = withKey(randomUUID());
    const create = () => ada.rest("POST", "/channels", body, key);
    const answers = await Promise.all(Array.from({ length: 10 }, create));
    t.equal(answers.filter(({ status }) => status === 201).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      t.ok(answer.status === 200 || codeOf(answer) === "idempotency_in_flight", answer.body.code);
    }
    t.equal((await create()).status, 200);
  }
  t.equal(await countRows(world, "chat_channels"), before + 5);
});

t.test("a key whose request is running is in flight", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const holder = await world.connect();
  await holder.query("begin");
  await holder.query("select 1 from chat_channels where org_id = $1 and id = $2 for update", [
    world.orgId,
    channel.id,
  ]);
  const path = `/channels/${channel.id}/members`;
  const add = () => ada.rest("POST", path, { user_id: bob.id }, withKey("k"));
  const running = add();
  await until(async () => {
    const waiting = await world.query(
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    );
    return waiting.length > 0;
  });
  const refused = await add();
  t.match([refused.status, codeOf(refused)], [409, "idempotency_in_flight"]);
  await holder.query("rollback");
  await holder.end();
  t.equal((await running).status, 201);
  t.equal((await add()).status, 200);
});

t.test("what was refused is not remembered", async (t) => {
  const { ada, bob, channel } = await startTeam(t);
  const key = withKey("k");
  const { name } = channel;
  t.equal(codeOf(await ada.rest("POST", "/channels", { name }, key)), "name_taken");
  await ada.rest("DELETE", `/channels/${channel.id}`);
  t.equal((await ada.rest("POST", "/channels", { name }, key)).status, 201);
  const path = `/channels/${(await createChannel(bob)).id}/members`;
  const add = () => ada.rest("POST", path, { user_id: bob.id }, key);
  t.equal(codeOf(await add()), "not_a_member");
  await ada.rest("POST", path.replace("members", "join"));
  t.equal((await add()).status, 200, "he is there already");
});

for (const cut of ["before-request", "before-answer"] as const) {
  t.test(`a commit whose connection is cut ${cut} is done once all the same`, async (t) => {
    const { hostname, port } = new URL(testVariable("TEST_POSTGRES_URL"));
    const proxy = await startTcpProxy(t, { host: hostname, port: Number(port) });
    const world = await startWorld(t, { postgresPort: proxy.port });
    const ada = world.user();
    await ada.rest("GET", "/users/me");
    const create = () => ada.rest("POST", "/channels", { name: "once" }, withKey("k"));
    const done = proxy.cutNext("commit", cut);
    const lost = await create();
    await done;
    t.match([lost.status, codeOf(lost)], [503, "outcome_unknown"]);
    t.equal((await create()).status, cut === "before-answer" ? 200 : 201);
    t.equal(await countRows(world, "chat_channels"), 1);
  });
}

t.test("a repetition shows what its caller may see now, and undoes nothing", async (t) => {
  const { ada, bob, channel, message } = await startTeam(t);
  const create = (user: WorldUser, body: object) =>
    user.rest("POST", "/channels", body, withKey("k"));
  const { body: secret } = await create(bob, { name: "secret", type: "private" });
  await bob.rest("PUT", `/channels/${secret.id}`, { topic: "later" });
  const renamed = await create(bob, { name: "secret", type: "private" });
  t.match(renamed, { status: 200, body: { id: secret.id, topic: "later" } });
  await bob.rest("POST", `/channels/${secret.id}/leave`);
  t.equal(codeOf(await create(bob, { name: "secret", type: "private" })), "not_found");

  const members = `/channels/${channel.id}/members`;
  const add = () => ada.rest("POST", members, { user_id: bob.id }, withKey("k"));
  t.equal((await add()).status, 201);
  await ada.rest("DELETE", `${members}/${bob.id}`);
  t.equal(codeOf(await add()), "not_found");
  t.same(
    (await ada.rest("GET", members)).body.items.map(({ user_id }: Member) => user_id),
    [ada.id],
    "who was removed since stays out",
  );

  const reactions = `/messages/${message.id}/reactions`;
  const react = () => ada.rest("POST", reactions, { emoji: "👍" }, withKey("k"));
  t.equal((await react()).status, 201);
  await ada.rest("DELETE", `${reactions}/${encodeURIComponent("👍")}`);
  t.match(await react(), { status: 200, body: { reactions: [] } });
});

type Member = { user_id: string };

t.test("a key is 1 to 255 visible ASCII characters", async (t) => {
  const { ada } = await startTeam(t);
  const create = (name: string, key: string) =>
    ada.rest("POST", "/channels", { name }, withKey(key));
  for (const key of ["", "two words", "x".repeat(256), "schlüssel", "tab\there"]) {
    const refused = await create("refused", key);
    t.equal(codeOf(refused), "invalid_request", key);
    t.match(refused.body.errors, [{ path: "headers.idempotency-key" }]);
  }
  t.equal((await create("long", "~".repeat(255))).status, 201);
  const { status } = await ada.rest("GET", "/users/me", undefined, withKey("two words"));
  t.equal(status, 200, "what creates nothing takes no key");
});

t.test("keys count for a day, and workers remove them", async (t) => {
  const { world, ada } = await startTeam(t);
  const create = (name: string, key: string) =>
    ada.rest("POST", "/channels", { name }, withKey(key));
  const age = (hours: number) =>
    world.query("update chat_idempotency_keys set created_at = now() - $1 * interval '1 hour'", [
      hours,
    ]);
  await create("first", "k");
  await age(23.9);
  t.equal(codeOf(await create("second", "k")), "idempotency_mismatch");
  await age(24.1);
  t.equal((await create("second", "k")).status, 201, "what is too old is no more");
  await age(24.1);
  await create("third", "young");
  await world.startWorker();
  await until(async () => (await countRows(world, "chat_idempotency_keys")) === 1);
});
