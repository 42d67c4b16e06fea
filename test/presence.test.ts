import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { Redis } from "ioredis";
import t from "tap";
import type { RecordingSocket } from "./support/socket.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";
import { signToken } from "./support/tokens.ts";
import { until } from "./support/until.ts";
import { testVariable } from "./support/variables.ts";
import { createChannel, startWorld, type WorldUser } from "./support/world.ts";

const follow = (...users: WorldUser[]) => ({
  type: "presence",
  payload: { user_ids: users.map(({ id }) => id) },
});

const statuses = ({ frames }: RecordingSocket, { id }: WorldUser) =>
  frames.flatMap((frame) =>
    frame.type === "presence" && frame.payload.user_id === id ? [frame.payload.status] : [],
  );

t.test("who follows a user hears of their coming, going and status, once each", async (t) => {
  const world = await startWorld(t, { gateways: 2 });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const watching = await ada.socket(t, 0);
  watching.send({ ...follow(bob), ref: "f" });
  t.match(await watching.waitFor("presence"), { ref: "f", payload: { status: "offline" } });
  const phone = await bob.socket(t, 1);
  await watching.waitFor("presence", ({ payload }) => payload.status === "online");
  const laptop = await bob.socket(t, 0);
  t.equal((await ada.rest("GET", `/users/${bob.id}`)).body.status, "online");
  phone.close();
  await phone.closed;
  await bob.rest("PUT", "/users/status", { status: "dnd", status_text: "in a call" });
  await watching.waitFor("presence", ({ payload }) => payload.status === "dnd");
  laptop.close();
  await laptop.closed;
  await bob.rest("PUT", "/users/status", { status: "offline" });
  await until(async () => statuses(watching, bob).length > 3);
  t.same(statuses(watching, bob), ["offline", "online", "dnd", "offline"]);
  const { body } = await ada.rest("GET", `/users/presence?user_ids=${bob.id},${ada.id}`);
  t.same(
    new Map(
      body.items.map((item: { user_id: string; status: string }) => [item.user_id, item.status]),
    ),
    new Map([
      [bob.id, "offline"],
      [ada.id, "online"],
    ]),
  );
});

t.test("a user is there while any socket is, and gone a little after the last", async (t) => {
  const world = await startWorld(t, { gateways: 2 });
  const [ada, bob] = [world.user(), world.user()];
  const sockets = [await bob.socket(t, 0), await bob.socket(t, 1)];
  const watching = await ada.socket(t, 0);
  watching.send(follow(bob));
  await watching.waitFor("presence", ({ payload }) => payload.status === "online");
  sockets[0]?.close();
  await sockets[0]?.closed;
  t.equal((await ada.rest("GET", `/users/${bob.id}`)).body.status, "online");
  sockets[1]?.close();
  await watching.waitFor("presence", ({ payload }) => payload.status === "offline");
  t.same(statuses(watching, bob), ["online", "offline"]);
});

t.test("following others ends following the former", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob, eve] = [world.user(), world.user(), world.user()];
  for (const user of [bob, eve]) {
    await user.rest("GET", "/users/me");
  }
  const watching = await ada.socket(t);
  watching.send(follow(bob));
  await watching.waitFor("presence", ({ payload }) => payload.user_id === bob.id);
  watching.send(follow(eve));
  await watching.waitFor("presence", ({ payload }) => payload.user_id === eve.id);
  await bob.socket(t);
  await eve.socket(t);
  await watching.waitFor("presence", ({ payload }) => payload.status === "online");
  t.same(statuses(watching, bob), ["offline"]);
  t.same(statuses(watching, eve), ["offline", "online"]);
});

t.test("nobody hears of whom they may not see", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, eve] = [world.user(), world.user()];
  const guest = world.user({ role: "guest" });
  const foreign = world.user({ org_id: crypto.randomUUID() });
  for (const user of [ada, eve, guest, foreign]) {
    await user.rest("GET", "/users/me");
  }
  await createChannel(ada, { member_ids: [guest.id] });
  const watching = await guest.socket(t);
  watching.send(follow(ada, eve, foreign));
  await watching.waitFor("presence", ({ payload }) => payload.user_id === ada.id);
  watching.send({ type: "ping" });
  await watching.waitFor("pong");
  t.same(statuses(watching, ada), ["offline"]);
  t.same([...statuses(watching, eve), ...statuses(watching, foreign)], []);
});

t.test("a lesser role sees less", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const watching = await ada.socket(t);
  watching.send(follow(bob));
  await watching.waitFor("presence");
  const token = signToken({ sub: ada.id, org_id: world.orgId, role: "guest" });
  watching.send({ type: "auth", token });
  await watching.waitFor("pong");
  await bob.rest("PUT", "/users/status", { status: "dnd" });
  const witness = await bob.socket(t);
  witness.send(follow(bob));
  await witness.waitFor("presence", ({ payload }) => payload.status === "dnd");
  await sleep(500);
  t.same(statuses(watching, bob), ["offline"]);
});

t.test("while Redis is away nobody is told to be gone", async (t) => {
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  const proxy = await startTcpProxy(t, { host, port: Number(port) });
  const environment = { REDIS_ADDR: `127.0.0.1:${proxy.port}` };
  const world = await startWorld(t, { gateways: 1, environment });
  const [ada, bob] = [world.user(), world.user()];
  const watching = await ada.socket(t);
  await bob.socket(t);
  watching.send(follow(bob));
  await until(async () => statuses(watching, bob).includes("online"));
  proxy.sever();
  watching.send({ type: "typing", channel_id: randomUUID(), payload: { is_typing: true } });
  await watching.waitFor("error");
  const { status } = await ada.rest("GET", `/users/${bob.id}`);
  t.equal(status, 200, "REST goes on");
  await sleep(500);
  t.equal(statuses(watching, bob).at(-1), "online");
});

t.test("a gateway that dies takes nobody along for longer than the time to live", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  await bob.socket(t);
  await until(async () => (await ada.rest("GET", `/users/${bob.id}`)).body.status === "online");
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  const redis = new Redis({ host, port: Number(port) });
  t.teardown(() => redis.disconnect());
  const tag = `${world.environment["CHAT_REDIS_PREFIX"]}:{${crc32(bob.id) % 8}}`;
  const key = `${tag}:presence:${world.orgId}/${bob.id}`;
  const ttl = await redis.pttl(key);
  t.ok(ttl > 60_000 && ttl <= 90_000, `${ttl}`);
  const [connectionId = ""] = await redis.zrange(key, 0, "-1");
  await redis.zadd(key, Date.now() - 1, connectionId);
  t.equal((await ada.rest("GET", `/users/${bob.id}`)).body.status, "offline");
});
