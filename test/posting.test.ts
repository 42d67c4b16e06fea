import { randomUUID } from "node:crypto";
import t, { type Test } from "tap";
import { assertGapless, storedMessages } from "./support/history.ts";
import { codeOf } from "./support/rest.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";
import { testVariable } from "./support/variables.ts";
import { createChannel, startWorld } from "./support/world.ts";

/** A world whose connections to Postgres can be cut, and a channel in it. */
async function startBehindProxy(t: Test) {
  const { hostname, port } = new URL(testVariable("TEST_POSTGRES_URL"));
  const proxy = await startTcpProxy(t, { host: hostname, port: Number(port) });
  const world = await startWorld(t, { postgresPort: proxy.port });
  const ada = world.user();
  const channel = await createChannel(ada);
  return { proxy, world, ada, channel, path: `/channels/${channel.id}/messages` };
}

t.test("equal client_ids at the same time make one message", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const clientIds = Array.from({ length: 10 }, () => randomUUID());

  const answers = await Promise.all(
    clientIds.flatMap((client_id) =>
      Array.from({ length: 8 }, (_, copy) =>
        ada.rest("POST", `/channels/${channel.id}/messages`, {
          content: `copy ${copy}`,
          client_id,
        }),
      ),
    ),
  );

  t.equal(answers.filter(({ status }) => status === 201).length, clientIds.length);
  t.equal(answers.filter(({ status }) => status === 200).length, clientIds.length * 7);
  for (const clientId of clientIds) {
    const same = answers.filter(({ body }) => body.client_id === clientId);
    t.equal(new Set(same.map(({ body }) => body.id)).size, 1, "every copy is answered alike");
  }
  await assertGapless(t, world, channel.id);
});

t.test(
  "a repeated client_id answers with the message as it is, after the access check",
  async (t) => {
    const world = await startWorld(t);
    const ada = world.user();
    const bob = world.user();
    const channel = await createChannel(ada);
    await bob.rest("POST", `/channels/${channel.id}/join`);
    const client_id = randomUUID();
    const path = `/channels/${channel.id}/messages`;
    const first = await bob.rest("POST", path, { content: "one", client_id });
    t.equal(first.status, 201);

    const again = await bob.rest("POST", path, { content: "another body", client_id });
    t.equal(again.status, 200);
    t.same(again.body, first.body);

    const byAda = await ada.rest("POST", path, { content: "hers", client_id });
    t.equal(byAda.status, 201, "the key is the author's own");

    await bob.rest("POST", `/channels/${channel.id}/leave`);
    t.equal(codeOf(await bob.rest("POST", path, { content: "one", client_id })), "not_a_member");
  },
);

t.test("of a repetition nothing is judged but its access", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}/messages`;
  const client_id = randomUUID();
  const first = await ada.rest("POST", path, { content: "one", client_id });
  for (const body of [{ content: "" }, { content: "x", attachment_ids: [randomUUID()] }]) {
    const again = await ada.rest("POST", path, { ...body, client_id });
    t.equal(again.status, 200, "its body is ignored");
    t.same(again.body, first.body);
    t.equal(codeOf(await bob.rest("POST", path, { ...body, client_id })), "not_a_member");
    const other = await ada.rest("POST", path, { ...body, client_id: randomUUID() });
    t.ok([400, 404].includes(other.status), "of another message it is judged");
  }
  const hidden = await createChannel(ada, { type: "private" });
  const answer = await bob.rest("POST", `/channels/${hidden.id}/messages`, { content: "" });
  t.equal(codeOf(answer), "not_found", "invisible before any other rule");
});

t.test("nothing of an author has a higher seq than their removal", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const ada = world.user();
  const channel = await createChannel(ada);

  for (let round = 0; round < 5; round += 1) {
    const bob = world.user();
    await bob.rest("POST", `/channels/${channel.id}/join`);
    const posts = Array.from({ length: 30 }, (_, index) =>
      bob.rest("POST", `/channels/${channel.id}/messages`, { content: `${index}` }),
    );
    const removal = ada.rest("DELETE", `/channels/${channel.id}/members/${bob.id}`);
    const answers = await Promise.all(posts);
    t.equal((await removal).status, 204);

    const events = await assertGapless(t, world, channel.id);
    const left = events.find(({ type, user_id }) => type === "member_leave" && user_id === bob.id);
    const messages = (await storedMessages(world, channel.id)).filter(
      ({ user_id }) => user_id === bob.id,
    );
    t.ok(
      messages.every(({ seq }) => left && seq < left.seq),
      "every message of the removed comes before the removal",
    );
    const created = answers.filter(({ status }) => status === 201);
    t.equal(messages.length, created.length, "what was answered 201 is there, and nothing else");
    t.ok(answers.every((answer) => answer.status === 201 || codeOf(answer) === "not_a_member"));
  }
});

for (const cut of ["before-request", "after-request", "before-answer"] as const) {
  t.test(`a connection cut ${cut} leaves one message and an answer`, async (t) => {
    const { proxy, world, ada, channel, path } = await startBehindProxy(t);
    await ada.rest("POST", path, { content: "before" });

    const done = proxy.cutNext("chat_post_messages", cut);
    const answer = await ada.rest("POST", path, { content: "during", client_id: randomUUID() });
    await done;
    t.equal(answer.status, 201);
    t.equal((await ada.rest("POST", path, { content: "after" })).status, 201);

    const messages = await storedMessages(world, channel.id);
    t.same(
      messages.map(({ content }) => content),
      ["before", "during", "after"],
    );
    t.equal(messages[1]?.id, answer.body.id);
    await assertGapless(t, world, channel.id);
  });
}

t.test(
  "a connection cut while the post waits for a lock is found out by the same lock",
  async (t) => {
    const { proxy, world, ada, channel, path } = await startBehindProxy(t);

    const holder = await world.connect();
    await holder.query("begin");
    await holder.query("select 1 from chat_channels where org_id = $1 and id = $2 for update", [
      world.orgId,
      channel.id,
    ]);
    const cut = proxy.cutNext("chat_post_messages", "after-request");
    const posting = ada.rest("POST", path, { content: "once", client_id: randomUUID() });
    await cut;
    await holder.query("commit");
    await holder.end();

    const answer = await posting;
    t.equal(answer.status, 201);
    const messages = await storedMessages(world, channel.id);
    t.same(
      messages.map(({ id }) => id),
      [answer.body.id],
    );
    await assertGapless(t, world, channel.id);
  },
);

t.test("a channel that is held too long is busy, and nothing is written", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const held = await createChannel(ada);
  const free = await createChannel(ada);
  const holder = await world.connect();
  await holder.query("begin");
  await holder.query("select 1 from chat_channels where org_id = $1 and id = $2 for update", [
    world.orgId,
    held.id,
  ]);

  const waiting = ada.rest("POST", `/channels/${held.id}/messages`, { content: "late" });
  const other = await ada.rest("POST", `/channels/${free.id}/messages`, { content: "now" });
  t.equal(other.status, 201, "a locked channel delays only its own");
  const refused = await waiting;
  t.equal(refused.status, 503);
  t.equal(codeOf(refused), "busy");

  await holder.query("rollback");
  await holder.end();
  t.same(await storedMessages(world, held.id), []);
  t.equal(
    (await ada.rest("POST", `/channels/${held.id}/messages`, { content: "again" })).status,
    201,
  );
});

t.test("replies at the same time count exactly, in the root's thread", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const ada = world.user();
  const bob = world.user();
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const root = await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "root" });
  const first = await bob.rest("POST", `/messages/${root.body.id}/thread`, { content: "first" });

  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? ada : bob).rest("POST", `/messages/${first.body.id}/thread`, {
        content: `${index}`,
      }),
    ),
  );
  const thread = await ada.rest("GET", `/messages/${first.body.id}/thread?limit=200`);
  t.equal(thread.body.root.id, root.body.id);
  t.equal(thread.body.root.reply_count, 21);
  t.equal(thread.body.items.length, 21);
  t.same(new Set(thread.body.root.reply_user_ids), new Set([ada.id, bob.id]));
  t.ok(
    thread.body.items.every((item: { thread_id: string }) => item.thread_id === root.body.id),
    "a reply to a reply is in its root's thread",
  );
  await assertGapless(t, world, channel.id);
});
