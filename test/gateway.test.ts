import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import { shardOf, streamKey } from "@chat/domain";
import { Redis } from "ioredis";
import t, { type Test } from "tap";
import { WebSocket } from "ws";
import { codeOf } from "./support/rest.ts";
import { openSocket } from "./support/socket.ts";
import { signToken } from "./support/tokens.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

/** Until a slow reader has been left so much that it is closed. */
const CLOSING_MS = 60_000;

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

async function post(user: WorldUser, channelId: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const answer = await user.rest("POST", `/channels/${channelId}/messages`, {
      content: `message ${index}`,
    });
    if (answer.status !== 201) {
      throw new Error(`a post was answered ${answer.status}`);
    }
  }
}

/** As fast as the service takes them. */
async function postLong(user: WorldUser, channelId: string, count: number, length: number) {
  const content = "x".repeat(length);
  const inFlight = 50;
  for (let sent = 0; sent < count; sent += inFlight) {
    const posts = Math.min(inFlight, count - sent);
    await Promise.all(
      Array.from({ length: posts }, () =>
        user.rest("POST", `/channels/${channelId}/messages`, { content }),
      ),
    );
  }
}

function redisOf(t: Tap, world: World): Redis {
  const [host, port] = (world.environment["REDIS_ADDR"] ?? "").split(":");
  const redis = new Redis({ host: host ?? "", port: Number(port) });
  t.teardown(() => redis.disconnect());
  return redis;
}

function streamOf(world: World, channelId: string): string {
  const layout = { prefix: world.environment["CHAT_REDIS_PREFIX"] ?? "", shards: 64, groups: 8 };
  return streamKey(layout, shardOf(layout, channelId));
}

type Tap = Test;

t.test("every subscriber gets every event once and in order, at every gateway", async (t) => {
  const world = await startWorld(t, { apis: 2, gateways: 2 });
  const ada = world.user();
  const bob = world.user();
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const sockets = await Promise.all([ada.socket(t, 0), bob.socket(t, 1), bob.socket(t, 0)]);
  for (const socket of sockets) {
    socket.send({ type: "subscribe", channel_id: channel.id, ref: "a" });
    const subscribed = await socket.waitFor("subscribed");
    t.same(subscribed.payload, { seq: 2, resync: false });
    t.equal(subscribed.ref, "a");
    t.equal(subscribed.channel_id, channel.id);
  }

  await Promise.all([post(ada, channel.id, 25), post(bob, channel.id, 25)]);
  for (const socket of sockets) {
    await socket.waitFor("message", ({ seq }) => seq === 52);
    t.same(socket.seqs(channel.id), upTo(52, 3));
  }
});

t.test("a reply's event brings what it changed on the root", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);
  const root = await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "root" });
  const reply = await ada.rest("POST", `/messages/${root.body.id}/thread`, { content: "reply" });

  const first = await socket.waitFor("message", ({ seq }) => seq === 2);
  t.same(first.payload, root.body, "an event and the answer are the same");
  const second = await socket.waitFor("message", ({ seq }) => seq === 3);
  const { root: changed, ...message } = second.payload;
  t.same(message, reply.body);
  t.same(changed, {
    id: root.body.id,
    reply_count: 1,
    last_reply_at: reply.body.created_at,
    reply_user_ids: [ada.id],
  });
});

t.test("since_seq replays exactly what was missed, then goes on live", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const total = limits.EVENT_PAGE_EVENTS_MAX + 30;
  await Promise.all([post(ada, channel.id, total / 2), post(ada, channel.id, total / 2)]);

  const socket = await ada.socket(t);
  const posting = post(ada, channel.id, 20);
  socket.send({ type: "subscribe", channel_id: channel.id, since_seq: 5 });
  const { payload } = await socket.waitFor("subscribed");
  t.equal(payload.resync, false);
  await posting;
  const last = 1 + total + 20;
  await socket.waitFor("message", ({ seq }) => seq === last);
  t.same(socket.seqs(channel.id), upTo(last, 6));
  const at = (type: string) => socket.frames.findIndex((frame) => frame.type === type);
  t.ok(at("subscribed") < at("message"), "subscribed comes first");
});

t.test("a position that cannot be resumed is a resync, without a part of it", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  await post(ada, channel.id, 5);
  const ahead = await ada.socket(t);
  ahead.send({ type: "subscribe", channel_id: channel.id, since_seq: 99 });
  t.same((await ahead.waitFor("subscribed")).payload, { seq: 6, resync: true });

  await world.query("delete from chat_events where org_id = $1 and channel_id = $2 and seq <= 3", [
    world.orgId,
    channel.id,
  ]);
  const expired = await ada.socket(t);
  expired.send({ type: "subscribe", channel_id: channel.id, since_seq: 1 });
  t.same((await expired.waitFor("subscribed")).payload, { seq: 6, resync: true });
  await post(ada, channel.id, 1);
  await expired.waitFor("message");
  t.same(expired.seqs(channel.id), [7], "no part of the backlog");
});

t.test("an event that never reached the stream is read from the log", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);

  // As an API does that dies right after the commit, with no worker to relay it.
  await world.query(
    `select chat_post_messages($1, false, false, array[$2::uuid], array[$3::uuid], '{false}',
      array[uuidv7()], '{null}', '{null}', '{lost}', '{null}', '{false}', '{false}', 50)`,
    [world.orgId, channel.id, ada.id],
  );
  await post(ada, channel.id, 1);
  await socket.waitFor("message", ({ seq }) => seq === 3);
  t.same(socket.seqs(channel.id), [2, 3]);
});

t.test("events that come twice or in another order arrive once and in order", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  await post(ada, channel.id, 3);
  const redis = redisOf(t, world);
  const stream = streamOf(world, channel.id);
  let entries: [string, string[]][] = [];
  while (entries.length < 4) {
    await sleep(10);
    entries = await redis.xrange(stream, "-", "+");
  }

  const socket = await ada.socket(t);
  await socket.follow(channel.id);
  const fields = entries.at(-1)?.[1] ?? [];
  const as = (seq: number) =>
    fields.map((field, index) =>
      index === 3 ? String(seq) : field.replace('"seq":4,', `"seq":${seq},`),
    );
  for (const seq of [6, 4, 5, 5, 7, 6]) {
    await redis.xadd(stream, "*", ...as(seq));
  }
  await socket.waitFor("message", ({ seq }) => seq === 7);
  await sleep(100);
  t.same(socket.seqs(channel.id), [5, 6, 7]);
});

t.test("a stream that is deleted while it is read loses and doubles nothing", async (t) => {
  const world = await startWorld(t, { gateways: 1, workers: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);
  await post(ada, channel.id, 3);
  const redis = redisOf(t, world);
  await redis.del(streamOf(world, channel.id));
  await post(ada, channel.id, 3);
  await socket.waitFor("message", ({ seq }) => seq === 7);
  t.same(socket.seqs(channel.id), upTo(7, 2));
});

t.test(
  "who is removed gets the leave and nothing after it, in every type of channel",
  async (t) => {
    const world = await startWorld(t, { gateways: 2 });
    for (const type of ["public", "private"]) {
      const ada = world.user();
      const bob = world.user();
      await bob.rest("GET", "/users/me");
      const channel = await createChannel(ada, { type, member_ids: [bob.id] });
      const socket = await bob.socket(t, 1);
      const witness = await ada.socket(t);
      for (const each of [socket, witness]) {
        await each.follow(channel.id);
      }
      await post(ada, channel.id, 2);
      t.equal((await ada.rest("DELETE", `/channels/${channel.id}/members/${bob.id}`)).status, 204);
      await post(ada, channel.id, 3);
      await witness.waitFor("message", ({ seq }) => seq === 8);
      await socket.waitFor("unsubscribed");
      t.same(socket.seqs(channel.id), [3, 4, 5], type);
      t.equal(socket.frames.at(-1)?.type, "unsubscribed");

      socket.send({ type: "subscribe", channel_id: channel.id, ref: "again" });
      if (type === "private") {
        const refused = await socket.waitFor("error", ({ ref }) => ref === "again");
        t.equal(refused.payload.code, "not_found");
      } else {
        await socket.waitFor("subscribed", ({ ref }) => ref === "again");
      }
    }
  },
);

t.test("channels that may not be read are not found, one by one", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const open = await createChannel(ada);
  const secret = await createChannel(ada, { type: "private" });
  const bob = world.user();
  const guest = world.user({ role: "guest" });
  const stranger = world.user({ org_id: "0190c4a0-0000-7000-8000-0000000000ff" });
  const unknown = "0190c4a0-0000-7000-8000-000000000001";

  const socket = await bob.socket(t);
  const channels = [open.id, secret.id, unknown].map((channel_id) => ({ channel_id }));
  socket.send({ type: "subscribe", channels, ref: "r" });
  t.equal((await socket.waitFor("subscribed")).channel_id, open.id);
  await socket.waitFor("error", (frame) => frame.channel_id === secret.id);
  const refused = await socket.waitFor("error", (frame) => frame.channel_id === unknown);
  t.match(refused, { ref: "r", payload: { code: "not_found" } });
  for (const user of [guest, stranger]) {
    const outside = await user.socket(t);
    outside.send({ type: "subscribe", channel_id: open.id });
    t.equal((await outside.waitFor("error")).payload.code, "not_found");
  }
});

t.test("after unsubscribe nothing comes", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  socket.send({ type: "subscribe", channel_id: channel.id.toUpperCase() });
  await socket.waitFor("subscribed");
  socket.send({ type: "unsubscribe", channel_id: channel.id, ref: "u" });
  t.equal((await socket.waitFor("unsubscribed")).ref, "u");
  await post(ada, channel.id, 2);
  socket.send({ type: "ping", ref: "p" });
  await socket.waitFor("pong", ({ ref }) => ref === "p");
  await sleep(100);
  t.same(socket.seqs(channel.id), []);
});

t.test("a handshake without a valid token is 401", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const url = `${world.gateways[0]?.url.replace("http", "ws")}/ws`;
  const statusOf = (target: string, protocols?: string[]) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(target, protocols);
      socket.on("unexpected-response", (_request, response) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
      socket.on("open", () => {
        resolve(101);
        socket.terminate();
      });
      socket.on("error", () => undefined);
    });
  const expired = signToken({ exp: Math.floor(Date.now() / 1_000) - 60 });
  t.equal(await statusOf(url), 401);
  t.equal(await statusOf(`${url}?token=x`), 401);
  t.equal(await statusOf(`${url}?token=${expired}`), 401);
  t.equal(await statusOf(url, ["bearer", "x"]), 401);
  t.equal(
    await statusOf(url, ["bearer", signToken({}, "another secret of thirty-two bytes")]),
    401,
  );
  t.equal(await statusOf(`${url}?token=${signToken()}`), 101);
  t.equal(await statusOf(url, ["bearer", signToken()]), 101);
});

t.test("a socket ends with its token", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const now = Math.floor(Date.now() / 1_000);
  const user = world.user({ exp: now + 2 - limits.TOKEN_CLOCK_SKEW_SECONDS });
  const socket = await user.socket(t);
  t.equal((await socket.closed).code, 4401);
});

t.test(
  "bad frames are answered; garbage, too many of them and oversize end the socket",
  async (t) => {
    const world = await startWorld(t, { gateways: 1 });
    const ada = world.user();
    const patient = await ada.socket(t);
    patient.send({ type: "shout", ref: "1" });
    const error = await patient.waitFor("error");
    t.match(error, {
      ref: "1",
      payload: { code: "invalid_request", message: /^type must be one/ },
    });
    patient.send({ type: "ping" });
    await patient.waitFor("pong");

    for (let index = 0; index < limits.SOCKET_ERRORS_PER_MINUTE_MAX; index += 1) {
      patient.send({ type: "shout" });
    }
    t.equal((await patient.closed).code, 4400);
    const garbled = await ada.socket(t);
    garbled.send("{");
    t.equal((await garbled.closed).code, 4400);
    const oversize = await ada.socket(t);
    oversize.send({ type: "ping", ref: "x".repeat(limits.SOCKET_FRAME_BYTES_MAX) });
    t.equal((await oversize.closed).code, 1009);
    const chatty = await ada.socket(t);
    for (let index = 0; index <= limits.SOCKET_FRAMES_PER_MINUTE_MAX; index += 1) {
      chatty.send({ type: "ping" });
    }
    t.equal((await chatty.closed).code, 4429);
  },
);

t.test("a slow reader is closed with 4408 and slows nobody", async (t) => {
  const world = await startWorld(t, {
    gateways: 1,
    environment: { WS_MAX_BUFFERED_BYTES: "65536" },
  });
  const ada = world.user();
  const channel = await createChannel(ada);
  const slow = await ada.socket(t);
  const quick = await ada.socket(t);
  for (const socket of [slow, quick]) {
    await socket.follow(channel.id);
  }
  slow.socket.pause();
  const count = 300;
  const posting = postLong(ada, channel.id, count, 40_000);
  const metrics = async () => (await fetch(`${world.gateways[0]?.metricsUrl}/metrics`)).text();
  const isClosing = /chat_gateway_closed_sockets_total\{[^}]*reason="tooSlow"[^}]*\} 1\n/;
  await until(async () => isClosing.test(await metrics()), CLOSING_MS);
  // At once: a peer that does not read why it is closed is cut off after a while.
  slow.socket.resume();
  t.equal((await slow.closed).code, 4408);
  await posting;
  await quick.waitFor("message", ({ seq }) => seq === count + 1);
  t.same(quick.seqs(channel.id), upTo(count + 1, 2));
});

t.test("a backlog larger than the limit of a slow reader is still replayed whole", async (t) => {
  const world = await startWorld(t, {
    gateways: 1,
    environment: { WS_MAX_BUFFERED_BYTES: "1048576" },
  });
  const ada = world.user();
  const channel = await createChannel(ada);
  const count = 2_000;
  await postLong(ada, channel.id, count, 1_000);
  const socket = await ada.socket(t);
  socket.send({ type: "subscribe", channel_id: channel.id, since_seq: 0 });
  socket.socket.pause();
  await sleep(500);
  socket.socket.resume();
  await socket.waitFor("message", ({ seq }) => seq === count + 1);
  t.same(socket.seqs(channel.id), upTo(count + 1));
});

t.test("a socket that takes nothing is never closed for its backlog", async (t) => {
  const world = await startWorld(t, {
    gateways: 1,
    environment: { WS_MAX_BUFFERED_BYTES: "65536" },
  });
  const ada = world.user();
  const channels = await Promise.all(Array.from({ length: 12 }, () => createChannel(ada)));
  await Promise.all(channels.map(({ id }) => postLong(ada, id, 10, 40_000)));
  const socket = await ada.socket(t);
  socket.socket.pause();
  socket.send({
    type: "subscribe",
    channels: channels.map(({ id }) => ({ channel_id: id, since_seq: 0 })),
  });
  await sleep(500);
  socket.socket.resume();
  for (const { id } of channels) {
    await socket.waitFor("message", ({ channel_id, seq }) => channel_id === id && seq === 11);
    t.same(socket.seqs(id), upTo(11));
  }
});

t.test("what is deleted while a slow reader resumes is replayed blank", async (t) => {
  const world = await startWorld(t, {
    gateways: 1,
    environment: { WS_MAX_BUFFERED_BYTES: "65536" },
  });
  const ada = world.user();
  const channel = await createChannel(ada);
  // More than the kernel keeps for a socket that reads nothing.
  await postLong(ada, channel.id, 300, 40_000);
  const { body } = await ada.rest("POST", `/channels/${channel.id}/messages`, {
    content: "secret",
  });
  const [reader, witness] = [await ada.socket(t), await ada.socket(t)];
  await witness.follow(channel.id);
  reader.socket.pause();
  reader.send({ type: "subscribe", channel_id: channel.id, since_seq: body.seq - 150 });
  await sleep(300);
  await ada.rest("DELETE", `/messages/${body.id}`);
  const deleted = await witness.waitFor("message_delete");
  reader.socket.resume();
  await reader.waitFor("message_delete");
  const replayed = await reader.waitFor("message", ({ payload }) => payload.id === body.id);
  t.equal(replayed.payload.content, "");
  t.same(reader.seqs(channel.id), upTo(deleted.seq, body.seq - 149), "and whole all the same");
});

t.test("a gateway that stops says 1012", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const socket = await world.user().socket(t);
  await world.gateways[0]?.stop();
  t.equal((await socket.closed).code, 1012);
});

t.test("a token of one organisation opens nothing of another", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const other = world.user({ org_id: "0190c4a0-0000-7000-8000-0000000000fe", sub: ada.id });
  t.equal(codeOf(await other.rest("GET", `/channels/${channel.id}`)), "not_found");
  const socket = await openSocket(t, world.gateways[0]?.url ?? "", other.token);
  socket.send({ type: "subscribe", channel_id: channel.id });
  t.equal((await socket.waitFor("error")).payload.code, "not_found");
});
