import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connectSocket, type SocketClose } from "@chat/client";
import t from "tap";
import { connectSdk } from "./support/sdk.ts";
import { signToken } from "./support/tokens.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld } from "./support/world.ts";

const TOKEN_SECONDS = 3;

t.test("a socket outlives its tokens while its source has fresh ones", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const sub = randomUUID();
  const handedOut: number[] = [];
  const socket = connectSocket({
    url: `${world.gateways[0]?.url}/ws`,
    token: () => {
      const exp = Math.floor(Date.now() / 1_000) + TOKEN_SECONDS;
      handedOut.push(exp);
      return signToken({ sub, org_id: world.orgId, exp });
    },
  });
  t.teardown(() => socket.close());
  const closes: SocketClose[] = [];
  socket.on("close", (close) => closes.push(close));
  await until(async () => handedOut.length > 0);
  const [firstEnd = 0] = handedOut;
  await sleep((firstEnd + 2 * TOKEN_SECONDS) * 1_000 - Date.now());
  t.same(closes, [], "no token ended the socket");
  t.equal(socket.counters.connections, 1);
  t.ok(handedOut.length > 2, "it had several tokens");
});

t.test("a source that goes on with the old token is closed, and comes back", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const claims = { sub: randomUUID(), org_id: world.orgId };
  const brief = signToken({ ...claims, exp: Math.floor(Date.now() / 1_000) + TOKEN_SECONDS });
  let token = brief;
  const socket = connectSocket({ url: `${world.gateways[0]?.url}/ws`, token: () => token });
  t.teardown(() => socket.close());
  const close = await new Promise<SocketClose>((resolve) => socket.on("close", resolve));
  t.match(close, { code: 4401, reconnect: true });
  token = signToken(claims);
  await until(async () => socket.counters.connections === 2);
});

t.test("typing and presence are methods, and presence survives a reconnect", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const [adas, bobs] = [await connectSdk(t, world, ada), await connectSdk(t, world, bob)];
  const typists: string[] = [];
  adas.socket.on("typing", ({ payload }) =>
    typists.push(`${payload.user_id} ${payload.is_typing}`),
  );
  const presences: string[] = [];
  adas.socket.on("presence", ({ payload }) => presences.push(payload.user_id));
  adas.socket.subscribe(channel.id);
  await new Promise<void>((resolve) => {
    adas.socket.on("subscribed", () => resolve());
  });
  bobs.socket.typing(channel.id, true);
  await until(async () => typists.includes(`${bob.id} true`));
  bobs.socket.typing(channel.id, false);
  await until(async () => typists.includes(`${bob.id} false`));

  adas.socket.followPresence([bob.id]);
  await until(async () => presences.length > 0);
  presences.length = 0;
  adas.cut();
  await until(async () => presences.includes(bob.id));
  t.equal(adas.socket.counters.connections, 2);
  t.throws(() => adas.socket.followPresence(Array(401).fill(bob.id)), RangeError);
});
