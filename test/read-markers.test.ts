import t from "tap";
import { codeOf } from "./support/rest.ts";
import { createChannel, startWorld } from "./support/world.ts";

interface Posted {
  readonly id: string;
  readonly seq: number;
}

t.test("a marker moves forward, and back only by force", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}`;
  await bob.rest("POST", `${path}/join`);
  const messages: Posted[] = [];
  for (const content of ["one", `two <@${bob.id}>`, "three <!channel>"]) {
    messages.push((await ada.rest("POST", `${path}/messages`, { content })).body);
  }
  const [one, two, three] = messages as [Posted, Posted, Posted];
  const read = async (body?: object) => (await bob.rest("POST", `${path}/read`, body)).body;
  t.match((await bob.rest("GET", path)).body.membership, { unread_count: 3, mention_count: 2 });
  const marker = { last_read_seq: two.seq, unread_count: 1, mention_count: 1 };
  t.same(await read({ message_id: two.id }), marker);
  t.same(await read({ message_id: one.id }), marker, "never back");
  t.match((await bob.rest("GET", path)).body.membership, marker);
  const back = { last_read_seq: one.seq - 1, unread_count: 3, mention_count: 2 };
  t.same(await read({ message_id: one.id, force: true }), back, "marked unread");
  t.same(await read(), { last_read_seq: three.seq, unread_count: 0, mention_count: 0 });
  t.equal(codeOf(await bob.rest("POST", `${path}/read`, { force: true })), "invalid_request");
  const elsewhere = await createChannel(ada);
  const stray = await ada.rest("POST", `/channels/${elsewhere.id}/messages`, { content: "x" });
  t.equal(
    codeOf(await bob.rest("POST", `${path}/read`, { message_id: stray.body.id })),
    "not_found",
  );
  t.equal(codeOf(await world.user().rest("POST", `${path}/read`)), "not_a_member");
});

t.test("a thread has a marker of its own", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const { body: root } = await ada.rest("POST", `/channels/${channel.id}/messages`, {
    content: "root",
  });
  const thread = `/messages/${root.id}/thread`;
  const { body: one } = await ada.rest("POST", thread, { content: "one" });
  const { body: two } = await ada.rest("POST", thread, { content: `two <@${bob.id}>` });
  const read = async (body?: object) => (await bob.rest("POST", `${thread}/read`, body)).body;
  const first = { last_read_seq: one.seq, unread_count: 1, mention_count: 1 };
  t.same(await read({ message_id: one.id }), first);
  t.same(await read({ message_id: root.id }), first, "never back");
  t.same(await read(), { last_read_seq: two.seq, unread_count: 0, mention_count: 0 });
  const { body: deleted } = await ada.rest("POST", thread, { content: "three" });
  await ada.rest("DELETE", `/messages/${deleted.id}`);
  const { body: newest } = await ada.rest("POST", `${thread}/read`);
  t.equal(newest.last_read_seq, two.seq, "a reply that is gone is not the newest");
  t.equal(codeOf(await world.user().rest("POST", `${thread}/read`)), "not_a_member");
  const other = await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "x" });
  t.equal(
    codeOf(await bob.rest("POST", `${thread}/read`, { message_id: other.body.id })),
    "not_found",
  );
});
