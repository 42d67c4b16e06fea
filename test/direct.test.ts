import { randomUUID } from "node:crypto";
import t from "tap";
import { assertGapless } from "./support/history.ts";
import { codeOf } from "./support/rest.ts";
import { startWorld } from "./support/world.ts";

t.test("two people have one direct channel, whoever opens it, however often", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const [ada, bob] = [world.user(), world.user()];
  for (const user of [ada, bob]) {
    await user.rest("GET", "/users/me");
  }
  t.equal(codeOf(await ada.rest("GET", `/dm/${bob.id}`)), "not_found");
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0
        ? ada.rest("POST", "/dm", { user_id: bob.id })
        : bob.rest("POST", "/dm", { user_id: ada.id.toUpperCase() }),
    ),
  );
  t.equal(answers.filter(({ status }) => status === 201).length, 1);
  t.equal(answers.filter(({ status }) => status === 200).length, 19);
  const [id, ...others] = new Set(answers.map(({ body }) => body.id));
  t.same(others, []);
  t.match((await bob.rest("GET", `/dm/${ada.id}`)).body, {
    id,
    type: "direct",
    name: null,
    member_count: 2,
    membership: { role: "member", unread_count: 0 },
  });
  t.equal((await ada.rest("POST", `/channels/${id}/messages`, { content: "hi" })).status, 201);
  const { body } = await bob.rest("GET", `/channels/${id}`);
  t.equal(body.membership.unread_count, 1);
  await assertGapless(t, world, String(id));
});

t.test("a direct channel with oneself is a place for notes", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const { status, body } = await ada.rest("POST", "/dm", { user_id: ada.id });
  t.equal(status, 201);
  t.equal(body.member_count, 1);
  t.equal((await ada.rest("POST", "/dm", { user_id: ada.id })).body.id, body.id);
  const note = await ada.rest("POST", `/channels/${body.id}/messages`, { content: "note" });
  t.equal(note.status, 201);
});

t.test("nobody else sees a direct channel, and nobody manages it", async (t) => {
  const world = await startWorld(t);
  const [ada, bob, eve] = [world.user(), world.user(), world.user()];
  const orgAdmin = world.user({ role: "admin" });
  for (const user of [bob, eve]) {
    await user.rest("GET", "/users/me");
  }
  const { body: dm } = await ada.rest("POST", "/dm", { user_id: bob.id });
  const path = `/channels/${dm.id}`;
  for (const outsider of [eve, orgAdmin, world.user({ org_id: randomUUID() })]) {
    t.equal(codeOf(await outsider.rest("GET", path)), "not_found");
    t.equal(codeOf(await outsider.rest("POST", `${path}/join`)), "not_found");
    t.equal(codeOf(await outsider.rest("DELETE", path)), "not_found");
    t.equal(codeOf(await outsider.rest("POST", `${path}/messages`, { content: "x" })), "not_found");
  }
  for (const [method, target, body] of [
    ["PUT", path, { topic: "x" }],
    ["DELETE", path, undefined],
    ["POST", `${path}/archive`, undefined],
    ["POST", `${path}/leave`, undefined],
    ["POST", `${path}/members`, { user_id: eve.id }],
    ["PUT", `${path}/members/${bob.id}`, { role: "admin" }],
    ["DELETE", `${path}/members/${bob.id}`, undefined],
  ] as const) {
    t.equal(codeOf(await ada.rest(method, target, body)), "direct_channel", `${method} ${target}`);
  }
  t.equal((await ada.rest("POST", `${path}/join`)).status, 200, "one is in already");
  t.equal(codeOf(await ada.rest("POST", "/dm", { user_id: randomUUID() })), "not_found");
});
