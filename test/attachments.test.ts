import { randomUUID } from "node:crypto";
import type { Attachment } from "@chat/contract";
import t from "tap";
import { assertGapless } from "./support/history.ts";
import { codeOf } from "./support/rest.ts";
import { upload, uploaded } from "./support/upload.ts";
import { createChannel, startWorld, type WorldUser } from "./support/world.ts";

interface Sent {
  readonly content?: string;
  readonly client_id?: string;
}

function post(user: WorldUser, channelId: string, files: readonly Attachment[], sent: Sent = {}) {
  const ids = files.map(({ id }) => id);
  const body = { content: "", ...sent, attachment_ids: ids };
  return user.rest("POST", `/channels/${channelId}/messages`, body);
}

t.test("a message carries files, and who reads it gets them", async (t) => {
  const world = await startWorld(t, { gateways: 1, environment: { ATTACHMENT_SCAN: "off" } });
  const [ada, bob, eve] = [world.user(), world.user(), world.user()];
  await Promise.all([bob, eve].map((user) => user.rest("GET", "/users/me")));
  const channel = await createChannel(ada, { type: "private", member_ids: [bob.id] });
  const socket = await bob.socket(t);
  await socket.follow(channel.id);
  const files = [await uploaded(ada, "second"), await uploaded(ada, "first", { name: "1.txt" })];
  files.reverse();
  const answer = await post(ada, channel.id, files);
  t.equal(answer.status, 201);
  t.same(answer.body.attachments, files, "in the order of their ids in the request");
  const { payload } = await socket.waitFor("message");
  t.same(payload, answer.body);
  t.same((await bob.rest("GET", `/messages/${answer.body.id}`)).body, answer.body);

  const seen = async (user: WorldUser) => {
    const path = `/attachments/${files[0]?.id}`;
    const answers = await Promise.all([path, `${path}/content`].map((it) => user.rest("GET", it)));
    return answers.map(({ status }) => status);
  };
  t.same(await seen(ada), [200, 302]);
  t.same(await seen(bob), [200, 302]);
  t.same(await seen(eve), [404, 404]);
  await ada.rest("DELETE", `/channels/${channel.id}/members/${bob.id}`);
  t.same(await seen(bob), [404, 404], "it ends with his membership");
  await ada.rest("PUT", `/messages/${answer.body.id}`, { content: "edited" });
  const emptied = await ada.rest("PUT", `/messages/${answer.body.id}`, { content: "" });
  t.same([emptied.status, emptied.body.attachments], [200, files]);
  t.same(await seen(ada), [200, 302]);
  await ada.rest("DELETE", `/messages/${answer.body.id}`);
  t.same(await seen(ada), [404, 404], "and with the message for all");
  const events = await assertGapless(t, world, channel.id);
  t.notOk(
    events.some(({ frame }) => frame.includes("1.txt")),
    "the log has no name of it left",
  );
});

t.test("only who uploaded a file sends it, where it may be sent", async (t) => {
  const world = await startWorld(t);
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const other = await createChannel(ada);
  const [sent, free, bound, infected] = [
    await uploaded(ada, "sent"),
    await uploaded(ada, "free"),
    await uploaded(ada, "bound", { channelId: other.id }),
    await uploaded(ada, "infected"),
  ];
  const bobs = await uploaded(bob, "bob's");
  await world.query("update chat_attachments set status = 'infected' where id = $1", [infected.id]);
  t.equal((await post(ada, channel.id, [sent])).status, 201);
  const shouted = { ...free, id: free.id.toUpperCase() };
  const unknown = { ...free, id: randomUUID() };
  const refused = { sent, bobs, bound, infected, unknown };
  for (const [name, file] of Object.entries(refused)) {
    t.equal(codeOf(await post(ada, channel.id, [free, file], { content: "x" })), "not_found", name);
  }
  t.equal(codeOf(await post(ada, channel.id, [free, shouted])), "not_found", "named twice");
  t.equal(codeOf(await post(ada, channel.id, [])), "invalid_request", "no file and no text");
  t.equal((await post(ada, other.id, [bound])).status, 201);
  t.equal((await post(ada, channel.id, [shouted])).status, 201, "what was refused took nothing");
  t.equal(codeOf(await upload(bob, "x", { channelId: other.id })), "not_a_member");
  await assertGapless(t, world, channel.id);
});

t.test("of many who send one file at once, one does", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const ada = world.user();
  const channels = [await createChannel(ada), await createChannel(ada)];
  for (let round = 0; round < 5; round += 1) {
    const file = await uploaded(ada, `${round}`);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        post(ada, channels[index % 2]?.id ?? "", index % 3 === 0 ? [] : [file], { content: "x" }),
      ),
    );
    const withFile = answers.filter((_, index) => index % 3 !== 0);
    const statuses = withFile.map(({ status }) => status).toSorted((a, b) => a - b);
    t.same(statuses, [201, ...Array(7).fill(404)]);
    t.ok(answers.every(({ status }, index) => index % 3 !== 0 || status === 201));
    const rows = await world.query("select message_id from chat_attachments where id = $1", [
      file.id,
    ]);
    const made = withFile.find(({ status }) => status === 201);
    t.same(rows, [{ message_id: made?.body.id }]);
  }
  for (const { id } of channels) {
    await assertGapless(t, world, id);
  }
});

t.test("a repeated message has its files once", async (t) => {
  const world = await startWorld(t, { apis: 2 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const file = await uploaded(ada, "text");
  const client_id = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => post(ada, channel.id, [file], { client_id })),
  );
  t.same(
    answers.map(({ status }) => status).toSorted((a, b) => b - a),
    [201, 200, 200, 200, 200, 200],
  );
  for (const { body } of answers) {
    t.same(body.attachments, [file]);
  }
  const missing = { ...file, id: randomUUID() };
  const refused = await Promise.all(
    Array.from({ length: 4 }, () =>
      post(ada, channel.id, [missing], { client_id: "0190c4a0-0000-7000-8000-000000000001" }),
    ),
  );
  t.same([...new Set(refused.map(codeOf))], ["not_found"]);
  await assertGapless(t, world, channel.id);
});
