import t from "tap";
import { assertGapless } from "./support/history.ts";
import { codeOf } from "./support/rest.ts";
import { createChannel, startWorld } from "./support/world.ts";

t.test("a channel is changed by who manages it, and its event says so", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const socket = await bob.socket(t);
  await socket.follow(channel.id);
  const path = `/channels/${channel.id}`;
  const changed = await ada.rest("PUT", path, { name: "neu-größe", topic: "Thema" });
  t.match(changed, { status: 200, body: { name: "neu-größe", topic: "Thema", description: "" } });
  const { payload } = await socket.waitFor("channel_update");
  const { membership, ...state } = changed.body;
  t.same(payload, state, "the event is the channel as everybody sees it");
  t.equal((await ada.rest("PUT", path, { topic: "Thema" })).body.last_seq, state.last_seq);
  t.equal((await ada.rest("PUT", path, {})).status, 200, "nothing to change");
  t.equal(codeOf(await bob.rest("PUT", path, { topic: "x" })), "forbidden");
  t.equal(codeOf(await ada.rest("PUT", path, { type: "private" })), "invalid_request");
  const other = await createChannel(ada);
  t.equal(codeOf(await ada.rest("PUT", path, { name: other.name })), "name_taken");
  await assertGapless(t, world, channel.id);
});

t.test("archiving closes a channel, and can be taken back", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}`;
  await bob.rest("POST", `${path}/join`);
  t.equal(codeOf(await bob.rest("POST", `${path}/archive`)), "forbidden");
  const archived = await ada.rest("POST", `${path}/archive`);
  t.match(archived, { status: 200, body: { id: channel.id } });
  t.ok(archived.body.archived_at);
  t.same((await ada.rest("POST", `${path}/archive`)).body, archived.body, "repeated");
  t.equal(codeOf(await world.user().rest("POST", `${path}/join`)), "channel_archived");
  t.equal((await bob.rest("POST", `${path}/read`)).status, 200, "reading goes on");
  t.equal((await bob.rest("POST", `${path}/leave`)).status, 204, "and leaving");
  const opened = await ada.rest("POST", `${path}/unarchive`);
  t.match(opened, { status: 200, body: { archived_at: null } });
  t.equal((await ada.rest("POST", `${path}/messages`, { content: "x" })).status, 201);
});

t.test("a deleted channel is gone for everybody, and its name is free", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada, { name: "short-lived" });
  const path = `/channels/${channel.id}`;
  await bob.rest("POST", `${path}/join`);
  const { body: message } = await ada.rest("POST", `${path}/messages`, { content: "x" });
  const socket = await bob.socket(t);
  await socket.follow(channel.id);
  t.equal(codeOf(await bob.rest("DELETE", path)), "forbidden");
  t.equal((await ada.rest("DELETE", path)).status, 204);
  t.same((await socket.waitFor("channel_delete")).payload, { id: channel.id });
  await socket.waitFor("unsubscribed");
  for (const [method, target, body] of [
    ["GET", path, undefined],
    ["DELETE", path, undefined],
    ["GET", `${path}/messages`, undefined],
    ["POST", `${path}/messages`, { content: "x" }],
    ["GET", `/messages/${message.id}`, undefined],
    ["PUT", `/messages/${message.id}`, { content: "y" }],
    ["POST", `/messages/${message.id}/thread`, { content: "y" }],
    ["POST", `${path}/join`, undefined],
    ["POST", `${path}/unarchive`, undefined],
  ] as const) {
    t.equal(codeOf(await ada.rest(method, target, body)), "not_found", `${method} ${target}`);
  }
  t.same((await bob.rest("GET", "/channels/joined")).body.items, []);
  t.equal((await createChannel(bob, { name: "short-lived" })).name, "short-lived");
});

t.test("roles are given and taken by those who hold them", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob, eve, orgAdmin] = [
    world.user(),
    world.user(),
    world.user(),
    world.user({ role: "admin" }),
  ];
  const channel = await createChannel(ada);
  const members = `/channels/${channel.id}/members`;
  for (const user of [bob, eve]) {
    await user.rest("POST", `/channels/${channel.id}/join`);
  }
  const socket = await bob.socket(t);
  await socket.follow(channel.id);
  const set = (who: typeof ada, whom: typeof ada, role: string) =>
    who.rest("PUT", `${members}/${whom.id}`, { role });
  t.equal(codeOf(await set(bob, bob, "admin")), "forbidden");
  const promoted = await set(ada, bob, "admin");
  t.match(promoted, { status: 200, body: { user_id: bob.id, role: "admin" } });
  const event = await socket.waitFor("member_join", ({ payload }) => payload.role === "admin");
  const { member_count, ...member } = event.payload;
  t.same(member, promoted.body, "the event is the member as they are now");
  t.equal(member_count, 3, "and how many there are");
  t.equal((await set(bob, eve, "admin")).status, 200, "an admin makes an admin");
  t.equal(codeOf(await set(bob, eve, "owner")), "forbidden");
  t.equal(codeOf(await set(bob, ada, "member")), "forbidden", "nor takes an owner's role");
  t.equal(codeOf(await set(ada, ada, "member")), "last_owner");
  t.equal((await set(orgAdmin, eve, "owner")).status, 200, "an org admin, in a public channel");
  t.equal((await set(ada, ada, "member")).status, 200, "now another one owns it");
  t.equal(codeOf(await set(eve, orgAdmin, "admin")), "not_found", "no member");
  const { body } = await ada.rest("GET", members);
  t.same(
    new Map(
      body.items.map((member: { user_id: string; role: string }) => [member.user_id, member.role]),
    ),
    new Map([
      [ada.id, "member"],
      [bob.id, "admin"],
      [eve.id, "owner"],
    ]),
  );
  await assertGapless(t, world, channel.id);
});

t.test("two owners who step down at once leave one", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const member = (user: typeof ada) => `/channels/${channel.id}/members/${user.id}`;
  await ada.rest("PUT", member(bob), { role: "owner" });
  const answers = await Promise.all([
    ada.rest("PUT", member(ada), { role: "member" }),
    bob.rest("PUT", member(bob), { role: "member" }),
  ]);
  t.same(answers.map((answer) => codeOf(answer) ?? "done").sort(), ["done", "last_owner"]);
});

t.test("a membership has its own settings", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}/membership`;
  const muted = await ada.rest("PUT", path, { muted: true });
  t.match(muted, { status: 200, body: { muted: true, notify: "all", role: "owner" } });
  const quiet = await ada.rest("PUT", path, { notify: "mentions" });
  t.match(quiet.body, { muted: true, notify: "mentions" });
  t.same((await ada.rest("GET", `/channels/${channel.id}`)).body.membership, quiet.body);
  t.equal(codeOf(await ada.rest("PUT", path, { notify: "some" })), "invalid_request");
  t.equal(codeOf(await world.user().rest("PUT", path, { muted: true })), "not_a_member");
});

t.test("joined channels are one's own, direct ones included, a page at a time", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const ids: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    ids.push((await createChannel(ada, { type: index === 1 ? "private" : "public" })).id);
  }
  await createChannel(bob);
  ids.push((await ada.rest("POST", "/dm", { user_id: bob.id })).body.id);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { body } = await ada.rest("GET", `/channels/joined?limit=3${query}`);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
  } while (cursor !== null);
  t.same(seen, ids.sort());
});
