import { randomUUID } from "node:crypto";
import t from "tap";
import { codeOf } from "./support/rest.ts";
import { createChannel, startWorld } from "./support/world.ts";

t.test("create, see, join and leave a channel", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const bob = world.user();
  const created = await ada.rest("POST", "/channels", { name: "müsik-音楽_1", topic: "songs" });
  t.equal(created.status, 201);
  const channel = created.body;
  t.match(channel, {
    org_id: world.orgId,
    type: "public",
    name: "müsik-音楽_1",
    topic: "songs",
    description: "",
    created_by: ada.id,
    member_count: 1,
    archived_at: null,
    last_message_at: null,
    membership: { role: "owner", unread_count: 0, mention_count: 0, muted: false, notify: "all" },
  });
  t.equal(channel.membership.last_read_seq, channel.last_seq);

  t.equal((await bob.rest("GET", `/channels/${channel.id}`)).body.membership, null);
  const joined = await bob.rest("POST", `/channels/${channel.id.toUpperCase()}/join`);
  t.equal(joined.status, 200);
  t.match(joined.body, { member_count: 2, membership: { role: "member" } });
  t.equal(joined.body.membership.last_read_seq, joined.body.last_seq);
  const again = await bob.rest("POST", `/channels/${channel.id}/join`);
  t.equal(again.body.last_seq, joined.body.last_seq, "joining again changes nothing");

  t.equal((await bob.rest("POST", `/channels/${channel.id}/leave`)).status, 204);
  t.equal((await bob.rest("POST", `/channels/${channel.id}/leave`)).status, 204);
  t.equal((await ada.rest("GET", `/channels/${channel.id}`)).body.member_count, 1);
});

t.test("the last owner stays while others do", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const bob = world.user();
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  t.equal(codeOf(await ada.rest("POST", `/channels/${channel.id}/leave`)), "last_owner");
  t.equal((await bob.rest("POST", `/channels/${channel.id}/leave`)).status, 204);
  t.equal((await ada.rest("POST", `/channels/${channel.id}/leave`)).status, 204);
});

t.test("members are added and removed by those who may", async (t) => {
  const world = await startWorld(t);
  const [ada, bob, eve, dan] = [world.user(), world.user(), world.user(), world.user()];
  for (const user of [bob, eve, dan]) {
    await user.rest("GET", "/users/me");
  }
  const channel = await createChannel(ada, { type: "private", member_ids: [bob.id, ada.id] });
  t.equal(channel.member_count, 2);
  const members = `/channels/${channel.id}/members`;

  t.equal(codeOf(await eve.rest("GET", members)), "not_found");
  t.equal(codeOf(await eve.rest("POST", `/channels/${channel.id}/join`)), "not_found");
  const added = await bob.rest("POST", members, { user_id: eve.id });
  t.equal(added.status, 201);
  t.match(added.body, { user_id: eve.id, role: "member" });
  t.equal((await bob.rest("POST", members, { user_id: eve.id })).status, 200);
  t.equal(codeOf(await bob.rest("POST", members, { user_id: dan.id, role: "admin" })), "forbidden");
  t.equal((await ada.rest("POST", members, { user_id: dan.id, role: "admin" })).status, 201);
  t.equal(codeOf(await bob.rest("POST", members, { user_id: randomUUID() })), "not_found");

  const listed = await eve.rest("GET", `${members}?limit=2`);
  const rest = await eve.rest("GET", `${members}?limit=2&cursor=${listed.body.next_cursor}`);
  t.same(
    [...listed.body.items, ...rest.body.items].map(({ user_id }) => user_id),
    [ada.id, bob.id, eve.id, dan.id].sort(),
  );
  t.equal(rest.body.next_cursor, null);

  t.equal(codeOf(await bob.rest("DELETE", `${members}/${eve.id}`)), "forbidden");
  t.equal(codeOf(await dan.rest("DELETE", `${members}/${ada.id}`)), "forbidden");
  t.equal((await dan.rest("DELETE", `${members}/${eve.id}`)).status, 204);
  t.equal((await dan.rest("DELETE", `${members}/${eve.id}`)).status, 204);
  t.equal((await bob.rest("DELETE", `${members}/${bob.id}`)).status, 204, "oneself");
  t.equal((await ada.rest("GET", `/channels/${channel.id}`)).body.member_count, 2);
});

t.test("channels are listed to those who see them, and found by a part of the name", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const bob = world.user();
  const guest = world.user({ role: "guest" });
  const stranger = world.user({ org_id: randomUUID() });
  await guest.rest("GET", "/users/me");
  const open = await createChannel(ada);
  const percent = await createChannel(ada, { name: "a_b" });
  const secret = await createChannel(ada, { type: "private" });
  const shared = await createChannel(ada, { type: "private", member_ids: [guest.id] });
  const idsOf = async (user: typeof ada, query = "") =>
    (await user.rest("GET", `/channels${query}`)).body.items.map(({ id }: { id: string }) => id);

  t.same(await idsOf(ada), [open.id, percent.id, secret.id, shared.id]);
  t.same(await idsOf(bob), [open.id, percent.id]);
  t.same(await idsOf(guest), [shared.id]);
  t.same(await idsOf(stranger), []);
  t.same(await idsOf(ada, "?q=_"), [percent.id], "a wildcard is a character");
  t.same(await idsOf(ada, `?q=${open.name?.slice(0, 12).toUpperCase()}`), [open.id]);

  const pages: string[] = [];
  let cursor = "";
  do {
    const { body } = await ada.rest("GET", `/channels?limit=3${cursor && `&cursor=${cursor}`}`);
    pages.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
  } while (cursor);
  t.same(pages, [open.id, percent.id, secret.id, shared.id]);
  t.equal(codeOf(await guest.rest("POST", "/channels", { name: "mine" })), "forbidden");
});

t.test("unread is exact: others' messages after the marker, no replies", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const bob = world.user();
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}/messages`;
  await ada.rest("POST", path, { content: "before bob" });
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const root = await ada.rest("POST", path, { content: "one" });
  await ada.rest("POST", path, { content: `two <@${bob.id}> <@${randomUUID()}>` });
  await bob.rest("POST", path, { content: "own <!channel>" });
  await ada.rest("POST", `/messages/${root.body.id}/thread`, { content: `reply <@${bob.id}>` });
  const { membership } = (await bob.rest("GET", `/channels/${channel.id}`)).body;
  t.match(membership, { unread_count: 2, mention_count: 2 });
  const seen = (await ada.rest("GET", `/channels/${channel.id}`)).body.membership;
  t.match(seen, { unread_count: 1, mention_count: 1 }, "<!channel> mentions every other member");
});

t.test("only who may read the channel is mentioned", async (t) => {
  const world = await startWorld(t);
  const [ada, bob, guest] = [world.user(), world.user(), world.user({ role: "guest" })];
  for (const user of [bob, guest]) {
    await user.rest("GET", "/users/me");
  }
  const everybody = `<@${bob.id}> <@${guest.id}> <@${ada.id}> <@${randomUUID()}>`;
  for (const [type, expected] of [
    ["public", [bob.id, ada.id]],
    ["private", [ada.id]],
  ] as const) {
    const channel = await createChannel(ada, { type });
    const posted = await ada.rest("POST", `/channels/${channel.id}/messages`, {
      content: everybody,
    });
    t.same(posted.body.mentions.user_ids, expected, type);
  }
});

t.test("history pages by cursor and by message, in both directions", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}/messages`;
  const ids: string[] = [];
  for (let index = 0; index < 9; index += 1) {
    ids.push((await ada.rest("POST", path, { content: `${index}` })).body.id);
  }
  await ada.rest("POST", `/messages/${ids[0]}/thread`, { content: "no part of the history" });
  const contents = async (query: string) => {
    const { body } = await ada.rest("GET", `${path}?${query}`);
    const items: { content: string }[] = body.items;
    return { text: items.map(({ content }) => content).join(""), cursor: body.next_cursor };
  };

  const first = await contents("limit=4");
  t.equal(first.text, "8765");
  const second = await contents(`limit=4&cursor=${first.cursor}`);
  t.equal(second.text, "4321");
  t.same(await contents(`limit=4&cursor=${second.cursor}`), { text: "0", cursor: null });
  t.equal((await contents(`limit=2&before=${ids[3]}`)).text, "21");
  const after = await contents(`limit=2&after=${ids[3]}`);
  t.equal(after.text, "54", "the two that follow, newest first");
  t.equal((await contents(`limit=2&cursor=${after.cursor}`)).text, "76");
  t.equal((await contents(`limit=5&around=${ids[4]}`)).text, "65432");
  t.equal((await contents(`limit=5&around=${ids[8]}`)).text, "876");
  t.equal((await ada.rest("GET", `${path}?limit=1`)).body.as_of_seq, 11);
  t.equal(codeOf(await ada.rest("GET", `${path}?before=${randomUUID()}`)), "not_found");
  t.equal(
    codeOf(await ada.rest("GET", `${path}?before=${ids[1]}&after=${ids[2]}`)),
    "invalid_request",
  );
});

t.test("a thread pages oldest first", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const root = (await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "root" }))
    .body;
  for (let index = 0; index < 5; index += 1) {
    await ada.rest("POST", `/channels/${channel.id}/messages`, {
      content: `${index}`,
      thread_id: root.id,
    });
  }
  const page = (await ada.rest("GET", `/messages/${root.id}/thread?limit=3`)).body;
  t.equal(page.root.reply_count, 5);
  const rest = (
    await ada.rest("GET", `/messages/${root.id}/thread?limit=3&cursor=${page.next_cursor}`)
  ).body;
  const items: { content: string }[] = [...page.items, ...rest.items];
  t.equal(items.map(({ content }) => content).join(""), "01234");
  t.equal(rest.next_cursor, null);

  const elsewhere = await createChannel(ada);
  const misplaced = await ada.rest("POST", `/channels/${elsewhere.id}/messages`, {
    content: "x",
    thread_id: root.id,
  });
  t.equal(codeOf(misplaced), "not_found", "a thread of another channel");
});
