import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { signToken } from "./support/tokens.ts";
import { createChannel, startWorld } from "./support/world.ts";

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

t.test("a socket ends with its token, and goes on with a new one", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const claims = { sub: randomUUID(), org_id: world.orgId };
  const brief = world.user({ ...claims, exp: inSeconds(2) });
  const [ending, renewed] = [await brief.socket(t), await brief.socket(t)];
  renewed.send({ type: "auth", token: signToken({ ...claims, exp: inSeconds(60) }), ref: "a" });
  t.match(await renewed.waitFor("pong"), { ref: "a" });
  t.equal((await ending.closed).code, 4401);
  renewed.send({ type: "ping", ref: "b" });
  t.ok(await renewed.waitFor("pong", ({ ref }) => ref === "b"));
});

t.test("a token that is not valid changes nothing; that of another user ends it", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const socket = await ada.socket(t);
  const forged = signToken({ sub: ada.id }, "another secret, longer than 32 bytes");
  for (const [index, token] of ["nonsense", forged].entries()) {
    const asked = String(index);
    socket.send({ type: "auth", token, ref: asked });
    const error = await socket.waitFor("error", ({ ref }) => ref === asked);
    t.equal(error.payload.code, "unauthenticated");
  }
  socket.send({ type: "ping" });
  await socket.waitFor("pong");
  for (const claims of [{ org_id: world.orgId }, { sub: ada.id }]) {
    const other = await ada.socket(t);
    other.send({ type: "auth", token: signToken(claims) });
    t.equal((await other.closed).code, 4401);
  }
});

t.test("a lesser role ends what it may not see", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  const open = await createChannel(ada);
  await bob.rest("GET", "/users/me");
  const own = await createChannel(ada, { member_ids: [bob.id] });
  const socket = await bob.socket(t);
  await socket.follow(open.id);
  await socket.follow(own.id);
  const guest = signToken({ sub: bob.id, org_id: world.orgId, role: "guest" });
  socket.send({ type: "auth", token: guest, ref: "guest" });
  const ended = await socket.waitFor("unsubscribed");
  t.equal(ended.channel_id, open.id);
  await socket.waitFor("pong");
  for (const { id } of [open, own]) {
    await ada.rest("POST", `/channels/${id}/messages`, { content: "hello" });
  }
  await socket.waitFor("message", ({ channel_id: id }) => id === own.id);
  socket.send({ type: "subscribe", channel_id: open.id });
  t.equal((await socket.waitFor("error")).payload.code, "not_found");
  t.same(socket.seqs(open.id), []);
});

t.test("a gateway that stops asks its sockets to move, one after the other", async (t) => {
  const world = await startWorld(t, { gateways: 2, environment: { DRAIN_SECONDS: "2" } });
  const ada = world.user();
  const sockets = await Promise.all(Array.from({ length: 20 }, () => ada.socket(t, 0)));
  const begun = Date.now();
  const told = sockets.map(async (socket) => {
    const { payload } = await socket.waitFor("reconnect");
    return { payload, at: Date.now() - begun };
  });
  const stopping = world.gateways[0]?.stop();
  await sleep(500);
  const late = await ada.socket(t, 0);
  const times = await Promise.all(told);
  t.ok(times.every(({ payload }) => payload.after_ms >= 0 && payload.after_ms < 200));
  const [first = 0, last = 0] = [0, -1].map((n) =>
    times
      .map(({ at }) => at)
      .sort((a, b) => a - b)
      .at(n),
  );
  t.ok(last - first > 1_000, `spread over ${last - first} ms`);
  await late.waitFor("reconnect");
  for (const socket of [...sockets, late]) {
    t.equal((await socket.closed).code, 1012);
  }
  await stopping;
});
