import { randomUUID } from "node:crypto";
import t from "tap";
import { codeOf, restAs } from "./support/rest.ts";
import { signToken } from "./support/tokens.ts";
import { createChannel, startWorld, type WorldUser } from "./support/world.ts";

async function idsOf(user: WorldUser, path: string): Promise<string[]> {
  const { body } = await user.rest("GET", path);
  return body.items.map((item: { id?: string; user_id?: string }) => item.id ?? item.user_id);
}

t.test("users are found by a part of their name or address", async (t) => {
  const world = await startWorld(t);
  const ada = world.user({ name: "Ada Lovelace", email: "ada@example.com" });
  const people = [
    ada,
    world.user({ name: "李小龙", email: "bruce@example.com" }),
    world.user({ name: "100% _Real_ O'Neil" }),
    world.user({ name: "Zoë Kravitz" }),
  ];
  for (const user of people) {
    await user.rest("GET", "/users/me");
  }
  const [, bruce, neil, zoe] = people.map(({ id }) => id);
  const search = (q: string) => idsOf(ada, `/users?q=${encodeURIComponent(q)}`);
  t.same(await search("LOVE"), [ada.id]);
  t.same(await search("小"), [bruce]);
  t.same(await search("bruce@"), [bruce]);
  t.same(await search("100%"), [neil]);
  t.same(await search("_real_"), [neil]);
  t.same(await search("o'neil"), [neil]);
  t.same(await search("zoe\u0308"), [zoe], "in whichever form it is typed");
  t.same(await search("%"), [neil]);
  t.same(await search("nobody"), []);
  t.same((await idsOf(ada, "/users")).sort(), people.map(({ id }) => id).sort());
});

t.test("a list of users goes on while people come", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const known = Array.from({ length: 7 }, () => world.user());
  await Promise.all(known.map((user) => user.rest("GET", "/users/me")));
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { body } = await ada.rest("GET", `/users?limit=3${query}`);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
    await world.user().rest("GET", "/users/me");
  } while (cursor !== null);
  t.equal(new Set(seen).size, seen.length, "nobody twice");
  t.same(
    known.filter(({ id }) => !seen.includes(id)),
    [],
    "nobody left out",
  );
});

t.test("a guest sees the people of their channels, and nobody else", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const guest = world.user({ role: "guest" });
  for (const user of [ada, bob, guest]) {
    await user.rest("GET", "/users/me");
  }
  t.same(await idsOf(guest, "/users"), [guest.id]);
  t.equal(codeOf(await guest.rest("GET", `/users/${ada.id}`)), "not_found");
  const channel = await createChannel(ada, { member_ids: [guest.id] });
  t.same((await idsOf(guest, "/users")).sort(), [ada.id, guest.id].sort());
  t.equal((await guest.rest("GET", `/users/${ada.id}`)).status, 200);
  t.equal(codeOf(await guest.rest("GET", `/users/${bob.id}`)), "not_found");
  const asked = `/users/presence?user_ids=${bob.id},${ada.id.toUpperCase()}`;
  t.same(await idsOf(guest, asked), [ada.id]);
  const members = `/channels/${channel.id}/members`;
  t.equal(codeOf(await guest.rest("POST", members, { user_id: bob.id })), "not_found");
  t.equal(codeOf(await guest.rest("POST", "/dm", { user_id: bob.id })), "not_found");
  t.equal((await guest.rest("POST", "/dm", { user_id: ada.id })).status, 201);
  const stranger = world.user({ org_id: randomUUID() });
  t.equal(codeOf(await stranger.rest("GET", `/users/${ada.id}`)), "not_found");
  t.same(await idsOf(stranger, `/users/presence?user_ids=${ada.id}`), []);
});

t.test("a status is what was chosen, until it expires", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const future = new Date(Date.now() + 3_600_000);
  const set = (body: object) => ada.rest("PUT", "/users/status", body);
  t.match((await ada.rest("GET", "/users/me")).body, { status: "offline", status_text: null });
  const chosen = {
    status: "dnd",
    status_text: "in a meeting",
    status_emoji: "📅",
    status_expires_at: future.toISOString(),
  };
  const { status_expires_at: expires_at, ...rest } = chosen;
  t.match(await set({ ...rest, expires_at }), { status: 200, body: chosen });
  t.match((await bob.rest("GET", `/users/${ada.id}`)).body, chosen);
  const { body } = await bob.rest("GET", `/users/presence?user_ids=${ada.id}`);
  const [{ last_active_at: activeAt, ...presence }] = body.items;
  t.same(presence, { user_id: ada.id, ...chosen });
  t.ok(Date.parse(activeAt) > Date.now() - 60_000, "choosing is being active");
  await world.query("update chat_users set status_expires_at = now() - interval '1 second'");
  const expired = { status: "offline", status_text: null, status_emoji: null };
  t.match((await ada.rest("GET", "/users/me")).body, { ...expired, status_expires_at: null });
  await set({ status: "away", status_text: "x" });
  t.match((await set({ status: "away", status_text: "" })).body, {
    status: "away",
    status_text: null,
    status_expires_at: null,
  });
  for (const expires of [
    "2026-02-31T00:00:00Z",
    "2020-01-01T00:00:00Z",
    "tomorrow",
    "2999-01-01",
    "9999-12-31T23:59:59-01:00",
  ]) {
    const refused = await set({ status: "away", expires_at: expires });
    t.equal(codeOf(refused), "invalid_request", expires);
    t.match(refused.body.detail, /expires_at/);
  }
  t.equal(codeOf(await set({ status: "asleep" })), "invalid_request");
});

t.test("a token that says nothing new writes nothing, in a new process either", async (t) => {
  const world = await startWorld(t, { apis: 4 });
  const claims = { sub: randomUUID(), org_id: world.orgId, name: "Ada", iat: 2_000 };
  const [first, second, third, fourth] = world.apis.map(({ url }) => url);
  const call = (url = "", more: object = {}) =>
    restAs(url, signToken({ ...claims, ...more }))("GET", "/users/me");
  const row = async () => {
    const [found] = await world.query(
      "select xmin::text, xmax::text, ctid::text, name, email, claims_iat from chat_users where id = $1",
      [claims.sub],
    );
    return found;
  };
  await call(first);
  const before = await row();
  await call(first);
  await call(second);
  await call(third, { iat: 1_000, name: "Old Ada" });
  t.same(await row(), before, "the row was neither written nor locked");
  await call(fourth, { iat: 3_000, name: undefined, email: "ada@example.com" });
  t.match(await row(), { name: "Ada", email: "ada@example.com", claims_iat: "3000" });
});
