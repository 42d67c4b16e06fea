import t from "tap";
import { contentsFound, indexAll, indexed } from "./support/search.ts";
import { createChannel, startWorld, type WorldUser } from "./support/world.ts";

async function post(author: WorldUser, channelId: string, content: string) {
  const answer = await author.rest("POST", `/channels/${channelId}/messages`, { content });
  if (answer.status !== 201) {
    throw new Error(`the post was refused: ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

t.test("search shows what may be read at this moment, and nothing else", async (t) => {
  const world = await startWorld(t, { workers: 1 });
  const ada = world.user({ name: "Ada" });
  const bob = world.user({ name: "Bob" });
  const guest = world.user({ name: "Guest", role: "guest" });
  const stranger = world.user({ org_id: crypto.randomUUID() });
  const admin = world.user({ role: "admin" });
  await Promise.all([bob, guest, stranger, admin].map(({ rest }) => rest("GET", "/users/me")));
  const open = await createChannel(ada);
  const invited = await createChannel(ada);
  const closed = await createChannel(ada, { type: "private" });
  const doomed = await createChannel(ada);
  const { body: dm } = await ada.rest("POST", "/dm", { user_id: bob.id });
  await ada.rest("POST", `/channels/${invited.id}/members`, { user_id: guest.id });
  await post(ada, open.id, "secret open");
  await post(ada, invited.id, "secret invited");
  await post(ada, closed.id, "secret closed");
  await post(ada, doomed.id, "secret doomed");
  await post(ada, dm.id, "secret dm");
  await indexed(world);

  const found = async (user: WorldUser, q = "secret") => (await contentsFound(user, q)).toSorted();
  const all = ["secret closed", "secret dm", "secret doomed", "secret invited", "secret open"];
  t.same(await found(ada), all);
  t.same(await found(bob), ["secret dm", "secret doomed", "secret invited", "secret open"]);
  t.same(await found(admin), ["secret doomed", "secret invited", "secret open"]);
  t.same(await found(guest), ["secret invited"]);
  t.same(await found(stranger), []);
  t.same(await found(bob, `in:${closed.id}`), []);
  t.same(await found(bob, `secret in:${closed.name}`), []);
  t.same(await found(guest, `in:${open.id}`), []);
  t.same(await found(guest, `from:${ada.id}`), ["secret invited"]);
  t.same(await found(bob, `in:${dm.id}`), ["secret dm"]);

  await ada.rest("POST", `/channels/${closed.id}/members`, { user_id: bob.id });
  t.same(await found(bob), all, "who joins finds what was there before");
  await ada.rest("DELETE", `/channels/${closed.id}/members/${bob.id}`);
  t.same(await found(bob, "secret closed"), [], "who was removed finds nothing");
  await ada.rest("DELETE", `/channels/${invited.id}/members/${guest.id}`);
  t.same(await found(guest), []);
  await ada.rest("DELETE", `/channels/${doomed.id}`);
  t.same(
    await contentsFound(bob, "secret", { limit: "1", sort: "newest" }),
    ["secret dm"],
    "nor do they take the place of others",
  );
  t.same(await found(bob, "doomed"), [], "a deleted channel's messages are gone");
});

t.test("search forgets at once what was deleted, and follows what was edited", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const deleted = await post(ada, channel.id, "ephemeral words");
  const edited = await post(ada, channel.id, "former words");
  await world.startWorker();
  await indexed(world);
  t.same((await contentsFound(ada, "words")).length, 2);

  await ada.rest("DELETE", `/messages/${deleted.id}`);
  t.same(await contentsFound(ada, "ephemeral"), [], "before any worker could have seen it");
  await ada.rest("PUT", `/messages/${edited.id}`, { content: "present words" });
  await indexed(world);
  t.same(await contentsFound(ada, "former"), []);
  t.same(await contentsFound(ada, "present"), ["present words"]);
  const rows = await world.query("select 1 from chat_search where message_id = $1", [deleted.id]);
  t.same(rows, [], "nothing of it is kept");
});

t.test("search holds what was edited against what it says now, without any worker", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const first = await post(ada, channel.id, "the password is swordfish");
  const second = await post(ada, channel.id, "swordfish with lemon");
  await indexAll(world);
  await ada.rest("PUT", `/messages/${first.id}`, { content: "the password is elsewhere" });
  await ada.rest("POST", `/messages/${second.id}/reactions`, { emoji: "👍" });
  for (const sort of ["relevance", "newest"]) {
    t.same(await contentsFound(ada, "swordfish", { sort }), ["swordfish with lemon"], sort);
  }
  t.same(await contentsFound(ada, '"password is" -elsewhere'), [], "nor by what it does not say");
  t.same(await contentsFound(ada, "password"), ["the password is elsewhere"]);
  const { body } = await ada.rest("GET", "/search?q=swordfish&sort=newest&limit=1");
  t.equal(body.items.length, 1, "pages go on past what is left out");
});

t.test("search of an org admin, a guest who was made one and back", async (t) => {
  const world = await startWorld(t, { workers: 1 });
  const ada = world.user();
  const bob = world.user();
  const asGuest = world.user({ sub: bob.id, role: "guest" });
  const channel = await createChannel(ada);
  await post(ada, channel.id, "for members of the house");
  await indexed(world);
  t.same((await contentsFound(bob, "house")).length, 1);
  t.same(await contentsFound(asGuest, "house"), [], "the request's own token decides");
});
