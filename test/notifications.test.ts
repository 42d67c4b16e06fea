import type { Message, Notification, NotificationReason } from "@chat/contract";
import t from "tap";
import { createNotifier } from "./support/notify.ts";
import { codeOf } from "./support/rest.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type WorldUser } from "./support/world.ts";

const world = await startWorld(t, { gateways: 1 });
const { notify } = createNotifier(world);

async function users(count: number, claims = {}): Promise<WorldUser[]> {
  const made = Array.from({ length: count }, () => world.user(claims));
  await Promise.all(made.map(({ rest }) => rest("GET", "/users/me")));
  return made;
}

async function done(answer: ReturnType<WorldUser["rest"]>) {
  const { status, body } = await answer;
  t.ok(status < 300, JSON.stringify(body));
  return body;
}

async function post(user: WorldUser, channelId: string, content: string): Promise<Message> {
  return done(user.rest("POST", `/channels/${channelId}/messages`, { content }));
}

async function reply(user: WorldUser, root: Message, content: string): Promise<Message> {
  return done(user.rest("POST", `/messages/${root.id}/thread`, { content }));
}

const listOf = async ({ rest }: WorldUser) => done(rest("GET", "/notifications"));
const unreadOf = async (user: WorldUser): Promise<number> => (await listOf(user)).unread_count;

/** The kind by which each was told of the message. */
async function told(message: Message, ...whom: WorldUser[]): Promise<(string | null)[]> {
  await notify(message);
  return Promise.all(
    whom.map(async (user) => {
      const { items } = await listOf(user);
      return items.find((item: Notification) => item.message.id === message.id)?.kind ?? null;
    }),
  );
}

async function reasons(user: WorldUser, message: Message): Promise<string[]> {
  const path = `/notifications/explain?message_id=${message.id}`;
  const { reasons } = await done(user.rest("GET", path));
  return reasons.map(({ code, effect }: NotificationReason) => `${effect} ${code}`);
}

const settings = (user: WorldUser, channelId: string, body: object) =>
  done(user.rest("PUT", `/channels/${channelId}/membership`, body));

t.test("who is told of a message, and why", async (t) => {
  const [ada, bob, eve, outsider] = (await users(4)) as [
    WorldUser,
    WorldUser,
    WorldUser,
    WorldUser,
  ];
  const [guest] = (await users(1, { role: "guest" })) as [WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id, eve.id] });
  await settings(eve, channel.id, { notify: "mentions" });

  const plain = await post(ada, channel.id, "hello");
  t.same(await told(plain, ada, bob, eve, outsider), [null, "message", null, null]);
  t.same(await reasons(bob, plain), ["for message"]);
  t.same(await reasons(ada, plain), ["for message", "against author"]);
  t.same(await reasons(eve, plain), ["against level_mentions"]);
  t.same(await reasons(outsider, plain), ["against not_a_member"]);

  const named = await post(ada, channel.id, `<@${eve.id}> <@${outsider.id}> <@${guest.id}>`);
  t.same(await told(named, bob, eve, outsider, guest), ["message", "mention", "mention", null]);

  const all = await post(ada, channel.id, "<!channel>");
  t.same(await told(all, bob, eve, outsider), ["channel", "channel", null]);

  await settings(bob, channel.id, { muted: true });
  await settings(eve, channel.id, { notify: "none" });
  const quiet = await post(ada, channel.id, `<!channel> <@${bob.id}>`);
  t.same(await told(quiet, bob, eve), [null, null]);
  t.same(await reasons(bob, quiet), ["for mention", "for channel", "for message", "against muted"]);
  t.same(await reasons(eve, quiet), ["for channel", "against level_none"]);
  await settings(bob, channel.id, { muted: false });
  t.same(
    (await reasons(bob, quiet)).at(-1),
    "against changed_since",
    "the settings of now do not say why",
  );
  const hidden = await guest.rest("GET", `/notifications/explain?message_id=${quiet.id}`);
  t.equal(codeOf(hidden), "not_found");
});

t.test("direct messages tell, unless they are muted", async (t) => {
  const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
  const dm = await done(ada.rest("POST", "/dm", { user_id: bob.id }));
  t.same(await told(await post(ada, dm.id, "psst"), ada, bob), [null, "direct"]);
  await settings(bob, dm.id, { notify: "mentions" });
  const root = await post(ada, dm.id, "again");
  t.same(await told(root, bob), ["direct"]);
  t.same(await told(await reply(ada, root, "in a thread"), bob), ["direct"]);
  await settings(bob, dm.id, { muted: true });
  t.same(await told(await post(ada, dm.id, "quiet"), bob), [null]);
  const notes = await done(ada.rest("POST", "/dm", { user_id: ada.id }));
  t.same(await told(await post(ada, notes.id, "to myself"), ada), [null]);
});

t.test("followers of a thread are told of replies, others are not", async (t) => {
  const [ada, bob, eve, dan] = (await users(4)) as [WorldUser, WorldUser, WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id, eve.id, dan.id] });
  const root = await post(ada, channel.id, "a question");
  const first = await reply(bob, root, `ask <@${eve.id}>`);
  t.same(await told(first, ada, bob, eve, dan), ["reply", null, "mention", null]);
  const second = await reply(ada, root, "thanks");
  t.same(await told(second, ada, bob, eve, dan), [null, "reply", "reply", null]);
  t.same(await reasons(dan, second), ["against thread_not_followed"]);
  await done(bob.rest("POST", `/channels/${channel.id}/leave`));
  t.same(await told(await reply(ada, root, "bob?"), bob, eve), [null, "reply"]);
});

t.test("<!here> tells those who are online", async (t) => {
  const [ada, bob, eve, dan] = (await users(4)) as [WorldUser, WorldUser, WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id, eve.id, dan.id] });
  for (const user of [bob, eve, dan]) {
    await settings(user, channel.id, { notify: "mentions" });
  }
  await bob.socket(t);
  await dan.socket(t);
  await done(dan.rest("PUT", "/users/status", { status: "dnd" }));
  const presence = async ({ id }: WorldUser) =>
    (await done(ada.rest("GET", `/users/${id}`))).status === "online";
  await until(() => presence(bob));
  const message = await post(ada, channel.id, "<!here> coffee?");
  t.same(await told(message, bob, eve, dan), ["here", null, null]);
  t.same(await reasons(bob, message), ["for here"]);
  t.same(await reasons(eve, message), ["against not_online", "against level_mentions"]);
});

t.test("keywords tell, whatever their case", async (t) => {
  const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  await settings(bob, channel.id, { notify: "mentions" });
  const preferences = await done(
    bob.rest("PUT", "/notifications/preferences", { keywords: ["Code Freeze", "code freeze"] }),
  );
  t.same(preferences.keywords, ["Code Freeze"], "the same to a reader counts once");
  t.same(await told(await post(ada, channel.id, "the CODE  freeze begins"), bob), ["keyword"]);
  t.same(await told(await post(ada, channel.id, "freeze the code"), bob), [null]);
  const refused = await bob.rest("PUT", "/notifications/preferences", { keywords: ["ok", "!!"] });
  t.equal(refused.body.errors[0].path, "body.keywords.1");
  t.same((await done(bob.rest("GET", "/notifications/preferences"))).keywords, ["Code Freeze"]);
});

t.test("an edit tells whom the message mentions now, once", async (t) => {
  const [ada, bob, eve] = (await users(3)) as [WorldUser, WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id, eve.id] });
  await settings(bob, channel.id, { notify: "mentions" });
  const message = await post(ada, channel.id, "hello");
  t.same(await told(message, bob, eve), [null, "message"]);
  const edit = (content: string) => done(ada.rest("PUT", `/messages/${message.id}`, { content }));
  await edit(`hello <@${bob.id}> <@${eve.id}>`);
  await notify(message, "edit");
  const [item] = (await listOf(bob)).items;
  t.equal(item.kind, "mention");
  t.equal((await listOf(eve)).items.length, 1, "nobody is told twice");
  await edit("hello nobody");
  t.equal(await unreadOf(bob), 0, "a mention that is gone is no badge");
  t.same((await listOf(bob)).items, []);
});

t.test("a mention that an edit makes another is shown as it is counted", async (t) => {
  const [ada, bob, eve] = (await users(3)) as [WorldUser, WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  await settings(bob, channel.id, { notify: "mentions" });
  const countOf = async ({ rest }: WorldUser) =>
    (await done(rest("GET", `/channels/${channel.id}`))).membership.mention_count;
  const texts = [
    "<!channel>",
    `<@${bob.id}>`,
    `<!channel> and <@${bob.id}>`,
    "nobody",
    "<!channel>",
  ];
  const message = await post(ada, channel.id, `<@${bob.id}> <@${eve.id}>`);
  await notify(message);
  t.same([await unreadOf(bob), await countOf(bob), await unreadOf(eve)], [1, 1, 1]);
  for (const content of texts) {
    await done(ada.rest("PUT", `/messages/${message.id}`, { content }));
    await notify(message, "edit");
    const count = await countOf(bob);
    t.equal(count, content === "nobody" ? 0 : 1);
    t.equal(await unreadOf(bob), count, content);
    t.equal((await listOf(bob)).items.length, count, content);
    t.equal(await unreadOf(eve), 0, "who is no member is not mentioned as one");
  }
});

t.test("told once, however often and concurrently it is asked for", async (t) => {
  const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const message = await post(ada, channel.id, `<@${bob.id}>`);
  const all = await Promise.all(Array.from({ length: 5 }, () => notify(message)));
  t.equal(all.flatMap((notified) => notified?.kinds ?? []).length, 1);
  t.equal(await notify(message), undefined, "what is done is not looked at again");
  t.equal((await listOf(bob)).items.length, 1);
});

t.test("read as the channel and the thread are, or by itself", async (t) => {
  const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const root = await post(bob, channel.id, "mine");
  const messages = [
    await post(ada, channel.id, `<@${bob.id}>`),
    await reply(ada, root, "answer"),
    await post(ada, channel.id, "<!channel>"),
    await post(ada, channel.id, "last"),
  ];
  for (const message of messages) {
    await notify(message);
  }
  t.equal(await unreadOf(bob), 4);
  const readUpTo = (body: object) => done(bob.rest("POST", `/channels/${channel.id}/read`, body));
  await readUpTo({ message_id: messages[0]?.id });
  t.equal(await unreadOf(bob), 3);
  await done(bob.rest("POST", `/messages/${root.id}/thread/read`));
  t.equal(await unreadOf(bob), 2, "the thread's reply is read with the thread");
  const { items } = await listOf(bob);
  t.same(
    items.map(({ read }: Notification) => read),
    [false, false, true, true],
  );
  const one = await done(
    bob.rest("POST", "/notifications/read", { notification_ids: [items[0].id] }),
  );
  t.equal(one.unread_count, 1);
  await readUpTo({ message_id: messages[0]?.id, force: true });
  t.equal(await unreadOf(bob), 2, "what was made unread, and not marked itself, is unread");
  t.equal((await done(bob.rest("POST", "/notifications/read"))).unread_count, 0);
  await readUpTo({ message_id: messages[0]?.id, force: true });
  t.equal(await unreadOf(bob), 0, "all were marked themselves");
});

t.test("nobody marks another's, or sees them", async (t) => {
  const [ada, bob, eve] = (await users(3)) as [WorldUser, WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  await notify(await post(ada, channel.id, "hello"));
  const [{ id }] = (await listOf(bob)).items;
  t.same((await listOf(eve)).items, []);
  await done(eve.rest("POST", "/notifications/read", { notification_ids: [id] }));
  t.equal(await unreadOf(bob), 1);
});

t.test("what was deleted, or may not be read any more, is not shown", async (t) => {
  const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
  const channel = await createChannel(ada, { type: "private", member_ids: [bob.id] });
  const [gone, kept] = [await post(ada, channel.id, "gone"), await post(ada, channel.id, "kept")];
  await notify(gone);
  await notify(kept);
  await done(ada.rest("DELETE", `/messages/${gone.id}`));
  t.same(
    (await listOf(bob)).items.map(({ message }: Notification) => message.id),
    [kept.id],
  );
  t.equal(await unreadOf(bob), 1);
  await done(ada.rest("DELETE", `/channels/${channel.id}/members/${bob.id}`));
  t.same(await listOf(bob), { items: [], next_cursor: null, unread_count: 0 });
  const late = await post(ada, channel.id, "not for bob");
  await done(ada.rest("DELETE", `/messages/${late.id}`));
  t.equal(await notify(late), undefined, "nobody is told of what is deleted");
});

t.test("the list pages by cursor", async (t) => {
  const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  for (const text of ["1", "2", "3"]) {
    await notify(await post(ada, channel.id, text));
  }
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path: string = `/notifications?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
    const page = await done(bob.rest("GET", path));
    seen.push(...page.items.map(({ message }: Notification) => message.content));
    cursor = page.next_cursor;
  }
  t.same(seen, ["3", "2", "1"]);
});

t.test(
  "every socket of the user hears of it, marked while they are not to be disturbed",
  async (t) => {
    const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
    const channel = await createChannel(ada, { member_ids: [bob.id] });
    const sockets = [await bob.socket(t), await bob.socket(t)];
    const message = await post(ada, channel.id, `look, <@${bob.id}>`);
    await until(async () => (await ada.rest("GET", `/users/${bob.id}`)).body.status === "online");
    await notify(message);
    for (const socket of sockets) {
      const { channel_id, payload } = await socket.waitFor("notification");
      t.equal(channel_id, channel.id);
      t.match(payload, {
        silent: false,
        notification: { kind: "mention", message_id: message.id, user_id: ada.id },
      });
    }
    await done(bob.rest("PUT", "/users/status", { status: "dnd" }));
    await notify(await post(ada, channel.id, "not now"));
    const isSilent = ({ payload }: { payload: object }) => "silent" in payload && payload.silent;
    await sockets[0]?.waitFor("notification", (frame) => isSilent(frame) === true);
    await done(bob.rest("POST", "/notifications/read"));
    for (const socket of sockets) {
      await socket.waitFor(
        "notification",
        ({ payload }) => payload.notification === null && payload.unread_count === 0,
      );
    }
  },
);

t.test("nobody is left out whom the policy would tell", async (t) => {
  const [ada, ...members] = await users(25);
  if (!ada) {
    return;
  }
  const channel = await createChannel(ada, { member_ids: members.map(({ id }) => id) });
  const root = await post(ada, channel.id, "root");
  const everybody = members.map((user, index) => ({
    user,
    muted: index % 2 === 1,
    level: (["all", "mentions", "none"] as const)[Math.floor(index / 2) % 3],
    follows: Math.floor(index / 6) % 2 === 1,
    keen: Math.floor(index / 12) % 2 === 1,
  }));
  for (const { user, muted, level, follows, keen } of everybody) {
    await settings(user, channel.id, { muted, notify: level });
    if (follows) {
      await reply(user, root, "I am in");
    }
    if (keen) {
      await done(user.rest("PUT", "/notifications/preferences", { keywords: ["tea"] }));
    }
  }
  const mentions = members.filter((_, index) => index % 5 < 2).map(({ id }) => `<@${id}>`);
  const texts = ["plain", "tea", "<!channel>", mentions.join(" ")];
  const messages = [
    ...(await Promise.all(texts.map((text) => post(ada, channel.id, text)))),
    ...(await Promise.all(texts.map((text) => reply(ada, root, text)))),
  ];
  for (const message of messages) {
    await notify(message);
    for (const { user } of everybody) {
      const unsure = (await reasons(user, message)).filter((reason) => /changed/.test(reason));
      t.same(unsure, [], `what was decided of "${message.content}" is what the policy says`);
    }
  }
});

t.test("a channel of more members than one batch takes", async (t) => {
  const [ada, bob] = (await users(2)) as [WorldUser, WorldUser];
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  await world.query(
    `with people as (
       insert into chat_users (org_id, id, name)
       select $1, uuidv7(), 'member ' || n from generate_series(1, 2500) n returning id
     )
     insert into chat_channel_members (org_id, channel_id, user_id, role, joined_at)
     select $1, $2, id, 'member', now() - interval '1 minute' from people`,
    [world.orgId, channel.id],
  );
  const notified = await notify(await post(ada, channel.id, "<!channel>"));
  t.equal(notified?.kinds.length, 2_501);
  t.ok(notified?.kinds.every((kind) => kind === "channel"));
});
