import { randomUUID } from "node:crypto";
import t from "tap";
import { createChannel, startWorld } from "../support/world.ts";
import { wordsOf } from "./play.ts";

t.test("the role in the request's own token decides, and decides at once", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [owner, ada] = [world.user(), randomUUID()];
  const as = {
    admin: world.user({ sub: ada, role: "admin" }),
    // Issued first, so that the row of the user keeps another role than these tell.
    member: world.user({ sub: ada, role: "member", iat: 1 }),
    guest: world.user({ sub: ada, role: "guest", iat: 2 }),
  };
  const { id } = await createChannel(owner);
  const rename = async (role: keyof typeof as) =>
    wordsOf(await as[role].rest("PUT", `/channels/${id}`, { topic: `of ${role} ${randomUUID()}` }));
  const expected = { admin: "200", member: "403 not_a_member", guest: "404 not_found" };

  for (const role of ["admin", "member", "guest", "member", "admin", "guest"] as const) {
    t.equal(await rename(role), expected[role], role);
    const { body } = await as[role].rest("GET", "/users/me");
    t.equal(body.role, role, "it is told back");
    const created = await as[role].rest("POST", "/channels", { name: `of-${randomUUID()}` });
    t.equal(wordsOf(created), role === "guest" ? "403 forbidden" : "201", `${role} creates`);
    const socket = await as[role].socket(t);
    socket.send({ type: "subscribe", channel_id: id, ref: "s" });
    const { type } = await socket.answerTo("s");
    t.equal(type, role === "guest" ? "error" : "subscribed", `${role} subscribes`);
    socket.close();
  }
});

t.test("an admin of the organisation who became a member moderates no more", async (t) => {
  const world = await startWorld(t);
  const [owner, ada] = [world.user(), randomUUID()];
  const before = world.user({ sub: ada, role: "admin" });
  const after = world.user({ sub: ada, role: "member" });
  const { id } = await createChannel(owner);
  await before.rest("POST", `/channels/${id}/join`);
  const post = async () =>
    (await owner.rest("POST", `/channels/${id}/messages`, { content: "of the owner" })).body.id;
  const [first, second] = [await post(), await post()];
  t.equal(wordsOf(await before.rest("DELETE", `/messages/${first}`)), "204");
  t.equal(wordsOf(await after.rest("DELETE", `/messages/${second}`)), "403 forbidden");
  const removal = `/channels/${id}/members/${owner.id}`;
  t.equal(wordsOf(await after.rest("DELETE", removal)), "403 forbidden");
  t.equal(wordsOf(await before.rest("DELETE", removal)), "409 last_owner");
});
