import { randomUUID } from "node:crypto";
import t from "tap";
import { foldMessages } from "./support/fold.ts";
import { assertGapless } from "./support/history.ts";
import { codeOf } from "./support/rest.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

async function post(user: WorldUser, channelId: string, content: string) {
  const { body } = await user.rest("POST", `/channels/${channelId}/messages`, { content });
  return body;
}

async function reply(user: WorldUser, messageId: string, content: string) {
  const { body } = await user.rest("POST", `/messages/${messageId}/thread`, { content });
  return body;
}

async function startTeam(t: Parameters<typeof startWorld>[0], gateways = 0) {
  const world = await startWorld(t, { gateways });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  return { world, ada, bob, channel };
}

async function framesWith(world: World, text: string): Promise<number> {
  const [row] = await world.query<{ count: number }>(
    "select count(*)::integer as count from chat_events where org_id = $1 and frame like $2",
    [world.orgId, `%${text}%`],
  );
  return row?.count ?? -1;
}

t.test("a message is edited by its author, with its mentions", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const stranger = world.user({ org_id: randomUUID() });
  const message = await post(ada, channel.id, `hello <@${bob.id}>`);
  const path = `/messages/${message.id}`;
  const content = `hello <@${ada.id}> <@${stranger.id}> <!channel>`;
  const edited = await ada.rest("PUT", path, { content });
  t.equal(edited.status, 200);
  t.match(edited.body, { id: message.id, seq: message.seq, content });
  t.same(edited.body.mentions, { user_ids: [ada.id], channel: true, here: false });
  t.ok(edited.body.edited_at);
  t.same((await bob.rest("GET", path)).body, edited.body, "everybody reads what was answered");

  const again = await ada.rest("PUT", path, { content });
  t.same(again.body, edited.body, "the text that it has already changes nothing");
  t.equal(codeOf(await bob.rest("PUT", path, { content: "mine" })), "forbidden");
  t.equal(codeOf(await stranger.rest("PUT", path, { content: "mine" })), "not_found");
  t.equal(codeOf(await ada.rest("PUT", path, { content: "" })), "invalid_request");
  const events = await assertGapless(t, world, channel.id);
  t.equal(events.filter(({ type }) => type === "message_update").length, 1);
});

t.test("concurrent edits are numbered one after the other", async (t) => {
  const { world, ada, channel } = await startTeam(t);
  const message = await post(ada, channel.id, "first");
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      ada.rest("PUT", `/messages/${message.id}`, { content: `edit ${n}` }),
    ),
  );
  const events = await assertGapless(t, world, channel.id);
  const last = JSON.parse(events.at(-1)?.frame ?? "");
  const { body } = await ada.rest("GET", `/messages/${message.id}`);
  t.same(last.payload, body, "the newest event is the message as it is");
});

t.test("deleting removes the text from the row and from the log", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const secret = `secret-${randomUUID()}`;
  const message = await post(ada, channel.id, secret);
  const path = `/messages/${message.id}`;
  await ada.rest("PUT", path, { content: `${secret} edited` });
  await ada.rest("PUT", path, { content: `${secret} edited twice` });
  await bob.rest("POST", `${path}/reactions`, { emoji: "👍" });
  t.equal(await framesWith(world, secret), 3);
  t.equal(codeOf(await bob.rest("DELETE", path)), "forbidden");
  t.equal((await ada.rest("DELETE", path)).status, 204);
  t.equal(await framesWith(world, secret), 0);
  t.equal((await ada.rest("DELETE", path)).status, 204, "repeated");
  t.equal((await bob.rest("DELETE", path)).status, 204, "it is gone for everybody");
  for (const [method, sub, body] of [
    ["GET", "", undefined],
    ["PUT", "", { content: "x" }],
    ["POST", "/pin", undefined],
    ["DELETE", "/pin", undefined],
    ["POST", "/reactions", { emoji: "👍" }],
    ["GET", "/thread", undefined],
    ["POST", "/thread", { content: "x" }],
  ] as const) {
    t.equal(codeOf(await ada.rest(method, path + sub, body)), "not_found", `${method} ${sub}`);
  }
  const { body } = await ada.rest("GET", `/channels/${channel.id}/messages`);
  t.same(body.items, []);
  await assertGapless(t, world, channel.id);
  for (const { frame } of await assertGapless(t, world, channel.id)) {
    t.type(JSON.parse(frame).seq, "number", "a blanked frame is still a frame");
  }
});

t.test("many edits leave no text behind when the message is deleted", async (t) => {
  const { world, ada, channel } = await startTeam(t);
  const secret = `secret-${randomUUID()}`;
  const message = await post(ada, channel.id, secret);
  for (let edit = 0; edit < 105; edit += 1) {
    await ada.rest("PUT", `/messages/${message.id}`, { content: `${secret} ${edit}` });
  }
  const [row] = await world.query<{ edits: number }>(
    "select cardinality(edit_seqs) as edits from chat_messages where org_id = $1 and id = $2",
    [world.orgId, message.id],
  );
  t.equal(row?.edits, 100, "what is remembered has a bound");
  await ada.rest("DELETE", `/messages/${message.id}`);
  t.equal(await framesWith(world, secret), 0);
});

t.test("moderators delete what others wrote, but not in direct channels", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const orgAdmin = world.user({ role: "admin" });
  const [first, second] = [await post(bob, channel.id, "one"), await post(bob, channel.id, "two")];
  t.equal((await ada.rest("DELETE", `/messages/${first.id}`)).status, 204, "channel owner");
  t.equal((await orgAdmin.rest("DELETE", `/messages/${second.id}`)).status, 204, "org admin");
  const dm = await ada.rest("POST", "/dm", { user_id: bob.id });
  const direct = await post(bob, dm.body.id, "three");
  t.equal(codeOf(await ada.rest("DELETE", `/messages/${direct.id}`)), "forbidden");
  t.equal(codeOf(await orgAdmin.rest("DELETE", `/messages/${direct.id}`)), "not_found");
  t.equal((await bob.rest("DELETE", `/messages/${direct.id}`)).status, 204);
});

t.test("a deleted root with replies is a tombstone until its last reply goes", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const root = await post(ada, channel.id, "root");
  const [one, two, three] = [
    await reply(bob, root.id, "one"),
    await reply(ada, root.id, "two"),
    await reply(bob, root.id, "three"),
  ];
  await bob.rest("DELETE", `/messages/${three.id}`);
  const { body: counted } = await ada.rest("GET", `/messages/${root.id}`);
  t.match(counted, { reply_count: 2, last_reply_at: two.created_at });
  t.same(counted.reply_user_ids, [bob.id, ada.id]);
  await bob.rest("DELETE", `/messages/${one.id}`);
  t.same((await ada.rest("GET", `/messages/${root.id}`)).body.reply_user_ids, [ada.id]);

  await ada.rest("DELETE", `/messages/${root.id}`);
  const tombstone = await bob.rest("GET", `/messages/${root.id}`);
  t.match(tombstone, { status: 200, body: { content: "", reply_count: 1 } });
  t.ok(tombstone.body.deleted_at);
  const thread = await bob.rest("GET", `/messages/${two.id}/thread`);
  t.same([thread.body.root, thread.body.items.length], [tombstone.body, 1]);
  await ada.rest("DELETE", `/messages/${two.id}`);
  t.equal((await bob.rest("GET", `/messages/${root.id}`)).status, 404);
  t.same((await bob.rest("GET", `/channels/${channel.id}/messages`)).body.items, []);
  await assertGapless(t, world, channel.id);
});

t.test("pins are listed newest first, replies included", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const root = await post(ada, channel.id, "root");
  const answer = await reply(bob, root.id, "reply");
  const other = await post(ada, channel.id, "other");
  const list = async (query = "") =>
    (await bob.rest("GET", `/channels/${channel.id}/messages/pinned${query}`)).body;
  for (const { id } of [other, root, answer]) {
    const pinned = await bob.rest("POST", `/messages/${id}/pin`);
    t.match(pinned, { status: 200, body: { id, pinned_by: bob.id } });
  }
  t.equal((await bob.rest("POST", `/messages/${root.id}/pin`)).status, 200, "repeated");
  const all = await list();
  t.same(
    all.items.map(({ id }: { id: string }) => id),
    [other.id, answer.id, root.id],
  );
  const page = await list("?limit=2");
  t.equal(page.items.length, 2);
  const rest = await list(`?limit=2&cursor=${page.next_cursor}`);
  t.same([rest.items.map(({ id }: { id: string }) => id), rest.next_cursor], [[root.id], null]);
  t.equal((await ada.rest("DELETE", `/messages/${other.id}/pin`)).status, 204);
  t.equal((await ada.rest("DELETE", `/messages/${other.id}/pin`)).status, 204, "repeated");
  await ada.rest("DELETE", `/messages/${answer.id}`).then(({ status }) => t.equal(status, 204));
  t.same(
    (await list()).items.map(({ id }: { id: string }) => id),
    [root.id],
  );
  const events = await assertGapless(t, world, channel.id);
  t.equal(events.filter(({ type }) => type === "pin").length, 4);
  const stranger = world.user();
  t.equal(codeOf(await stranger.rest("POST", `/messages/${root.id}/pin`)), "not_a_member");
});

t.test("every emoji that can be added can be taken away", async (t) => {
  const { ada, channel } = await startTeam(t);
  const message = await post(ada, channel.id, "fun");
  const path = `/messages/${message.id}/reactions`;
  for (const emoji of ["👍".repeat(64), "/".repeat(64), "%2F", "%", "?#", "...", ":a:"]) {
    t.equal((await ada.rest("POST", path, { emoji })).status, 201, emoji);
    t.equal((await ada.rest("DELETE", `${path}/${encodeURIComponent(emoji)}`)).status, 204);
    t.same((await ada.rest("GET", `/messages/${message.id}`)).body.reactions, []);
  }
  // A client's URL loses these on the way.
  for (const emoji of [".", ".."]) {
    t.equal(codeOf(await ada.rest("POST", path, { emoji })), "invalid_request");
  }
});

t.test("reactions count people, each once an emoji", async (t) => {
  const { world, ada, bob, channel } = await startTeam(t);
  const message = await post(ada, channel.id, "hello");
  const path = `/messages/${message.id}/reactions`;
  const added = await bob.rest("POST", path, { emoji: "🎉" });
  t.match(added, { status: 201, body: { reactions: [{ emoji: "🎉", count: 1 }] } });
  t.equal((await bob.rest("POST", path, { emoji: "🎉" })).status, 200, "repeated");
  await ada.rest("POST", path, { emoji: ":Party_Parrot:" });
  const both = await ada.rest("POST", path, { emoji: "🎉" });
  t.same(both.body.reactions, [
    { emoji: "🎉", count: 2, user_ids: [bob.id, ada.id] },
    { emoji: ":Party_Parrot:", count: 1, user_ids: [ada.id] },
  ]);
  const emoji = encodeURIComponent(":Party_Parrot:");
  t.equal((await ada.rest("DELETE", `${path}/${emoji}`)).status, 204);
  t.equal((await ada.rest("DELETE", `${path}/${emoji}`)).status, 204, "repeated");
  const { body } = await bob.rest("GET", `/messages/${message.id}`);
  t.same(body.reactions, [{ emoji: "🎉", count: 2, user_ids: [bob.id, ada.id] }]);
  t.equal(codeOf(await ada.rest("POST", path, { emoji: "two words" })), "invalid_request");
  const events = await assertGapless(t, world, channel.id);
  const actions = events.flatMap(({ type, frame }) =>
    type === "reaction" ? [JSON.parse(frame).payload.action] : [],
  );
  t.same(actions, ["add", "add", "add", "remove"], "what changed nothing left no event");
});

t.test("a message takes a bounded number of different emoji", async (t) => {
  const { ada, bob, channel } = await startTeam(t);
  const message = await post(ada, channel.id, "hello");
  const path = `/messages/${message.id}/reactions`;
  const answers = await Promise.all(
    Array.from({ length: 51 }, (_, n) => ada.rest("POST", path, { emoji: `:e${n}:` })),
  );
  t.same(
    answers.flatMap((answer) => codeOf(answer) ?? []),
    ["too_many_reactions"],
  );
  const [taken] = (await ada.rest("GET", `/messages/${message.id}`)).body.reactions;
  t.equal((await bob.rest("POST", path, { emoji: taken.emoji })).status, 201, "joining one");
});

t.test("what is archived is read-only", async (t) => {
  const { ada, channel } = await startTeam(t);
  const message = await post(ada, channel.id, "hello");
  await ada.rest("POST", `/channels/${channel.id}/archive`);
  const path = `/messages/${message.id}`;
  for (const [method, target, body] of [
    ["PUT", path, { content: "x" }],
    ["DELETE", path, undefined],
    ["POST", `${path}/pin`, undefined],
    ["POST", `${path}/reactions`, { emoji: "👍" }],
    ["POST", `${path}/thread`, { content: "x" }],
    ["POST", `/channels/${channel.id}/messages`, { content: "x" }],
    ["PUT", `/channels/${channel.id}`, { topic: "x" }],
  ] as const) {
    t.equal(
      codeOf(await ada.rest(method, target, body)),
      "channel_archived",
      `${method} ${target}`,
    );
  }
  t.equal((await ada.rest("GET", path)).status, 200);
});

t.test("what is replayed of a deleted message does not run ahead of what follows it", async (t) => {
  const { ada, bob, channel } = await startTeam(t, 1);
  const path = `/channels/${channel.id}/messages`;
  const before = (await ada.rest("GET", path)).body;
  const root = await post(ada, channel.id, "root");
  const first = await reply(bob, root.id, "gone before the next one comes");
  await bob.rest("DELETE", `/messages/${first.id}`);
  await ada.rest("PUT", `/messages/${root.id}`, { content: "edited" });
  await reply(bob, root.id, "keeps the tombstone");
  await ada.rest("DELETE", `/messages/${root.id}`);

  const after = (await ada.rest("GET", path)).body;
  const socket = await ada.socket(t);
  socket.send({ type: "subscribe", channel_id: channel.id, since_seq: before.as_of_seq });
  await socket.waitFor("message_delete", ({ seq }) => seq === after.as_of_seq);
  t.equal(after.items.length, 1, "the tombstone");
  t.same(foldMessages(before.items, socket.frames), after.items);
});
