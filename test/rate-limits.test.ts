import { randomUUID } from "node:crypto";
import { ERRORS } from "@chat/contract";
import { Redis } from "ioredis";
import t, { type Test } from "tap";
import { codeOf, type RestAnswer } from "./support/rest.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";
import { until } from "./support/until.ts";
import { testVariable } from "./support/variables.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

const ON = { RATE_LIMIT: "on" };
const QUOTAS = { messages: 600, "channel-messages": 300, requests: 6_000 };

const post = (user: WorldUser, channelId: string) =>
  user.rest("POST", `/channels/${channelId}/messages`, { content: "hello" });

function connectRedis(t: Test): Redis {
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  const redis = new Redis({ host, port: Number(port) });
  t.teardown(() => redis.disconnect());
  return redis;
}

/** Leaves this many of a quota, as if the rest had been used up by other processes. */
async function leave(
  redis: Redis,
  world: World,
  policy: keyof typeof QUOTAS,
  key: string,
  remaining: number,
): Promise<void> {
  const name = `${world.environment["CHAT_REDIS_PREFIX"]}:rate:${policy}:${world.orgId}/${key}`;
  await redis.set(name, QUOTAS[policy] - remaining, "EX", 60);
}

function assertRefused(t: Test, answer: RestAnswer): void {
  t.equal(answer.status, 429);
  t.equal(codeOf(answer), "rate_limited");
  t.equal(answer.body.title, ERRORS.rate_limited.title);
  const seconds = Number(answer.headers.get("retry-after"));
  t.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
  t.equal(answer.headers.get("ratelimit-remaining"), "0");
  t.ok(answer.body.detail.includes(`${seconds} s`), answer.body.detail);
}

t.test("every answer says how much is left, whichever API gives it", async (t) => {
  const world = await startWorld(t, { apis: 2, environment: ON });
  const ada = world.user();
  const channel = await createChannel(ada);
  for (let sent = 1; sent <= 4; sent += 1) {
    const { headers } = await post(ada, channel.id);
    t.equal(
      headers.get("ratelimit-policy"),
      '"messages";q=600;w=60, "channel-messages";q=300;w=60',
    );
    const left = /^"messages";r=(\d+);t=\d+, "channel-messages";r=(\d+);t=\d+$/.exec(
      headers.get("ratelimit") ?? "",
    );
    t.same(left?.slice(1).map(Number), [600 - sent, 300 - sent]);
    t.match(headers.get("ratelimit-limit"), "300");
    t.match(headers.get("ratelimit-remaining"), `${300 - sent}`);
    t.ok(Number(headers.get("ratelimit-reset")) <= 60);
  }
  const me = await ada.rest("GET", "/users/me");
  t.equal(me.headers.get("ratelimit-policy"), '"requests";q=6000;w=60');
  t.equal(me.headers.get("ratelimit-remaining"), "5998");
  const missing = await ada.rest("GET", "/channels/nonsense");
  t.equal(missing.headers.get("ratelimit-remaining"), "5997", "what is refused counts, too");
});

t.test("a flood in one channel leaves room in the others, and for others", async (t) => {
  const world = await startWorld(t, { apis: 2, environment: ON });
  const redis = connectRedis(t);
  const [ada, bob] = [world.user(), world.user()];
  const [one, other] = [await createChannel(ada), await createChannel(ada)];
  await bob.rest("POST", `/channels/${one.id}/join`);
  const { body: root } = await post(ada, one.id);
  await leave(redis, world, "channel-messages", `${ada.id}/${one.id}`, 3);
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(ada, one.id)));
  t.equal(answers.filter(({ status }) => status === 201).length, 3, "no more, at whichever API");
  for (const refused of answers.filter(({ status }) => status !== 201)) {
    assertRefused(t, refused);
  }
  assertRefused(t, await ada.rest("POST", `/messages/${root.id}/thread`, { content: "reply" }));
  t.equal((await post(ada, other.id)).status, 201);
  t.equal((await post(bob, one.id)).status, 201);
  t.equal((await ada.rest("GET", `/channels/${one.id}/messages`)).status, 200);
});

t.test("a user's messages have a limit over all channels, and so has the rest", async (t) => {
  const world = await startWorld(t, { environment: ON });
  const redis = connectRedis(t);
  const ada = world.user();
  const channels = [await createChannel(ada), await createChannel(ada)];
  await leave(redis, world, "messages", ada.id, 2);
  const statuses: number[] = [];
  for (const { id } of [...channels, ...channels]) {
    statuses.push((await post(ada, id)).status);
  }
  t.same(statuses, [201, 201, 429, 429]);
  await leave(redis, world, "requests", ada.id, 1);
  t.equal((await ada.rest("GET", "/users/me")).status, 200);
  assertRefused(t, await ada.rest("GET", "/users/me"));
  assertRefused(t, await ada.rest("POST", "/channels", { name: "more" }));
  const metrics = await (await fetch(`${world.apis[0]?.metricsUrl}/metrics`)).text();
  t.match(metrics, /chat_rate_limited_total\{policy="messages",process="test"\} 2\n/);
  t.match(metrics, /chat_rate_limited_total\{policy="requests",process="test"\} 2\n/);
});

t.test("headers do not tell a stranger which messages there are", async (t) => {
  const world = await startWorld(t, { environment: ON });
  const [ada, bob] = [world.user(), world.user()];
  const secret = await createChannel(ada, { type: "private" });
  const { body: message } = await post(ada, secret.id);
  const reply = (user: WorldUser, id: string) =>
    user.rest("POST", `/messages/${id}/thread`, { content: "reply" });
  await reply(ada, message.id);
  const shown = async (id: string) => {
    const { status, headers } = await reply(bob, id);
    t.equal(status, 404);
    return headers.get("ratelimit-policy");
  };
  t.equal(await shown(message.id), await shown(randomUUID()));
  await reply(ada, message.id);
  const { headers } = await post(ada, secret.id);
  t.match(headers.get("ratelimit"), /"channel-messages";r=296;/, "replies count for the channel");
});

t.test("after the window there is room again", async (t) => {
  const world = await startWorld(t, { environment: ON });
  const redis = connectRedis(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  await leave(redis, world, "messages", ada.id, 0);
  const refused = await post(ada, channel.id);
  assertRefused(t, refused);
  const key = `${world.environment["CHAT_REDIS_PREFIX"]}:rate:messages:${world.orgId}/${ada.id}`;
  await redis.pexpire(key, 100);
  await until(async () => (await redis.exists(key)) === 0);
  t.equal((await post(ada, channel.id)).status, 201);
});

t.test("without Redis nothing is limited, and that is counted", async (t) => {
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  const proxy = await startTcpProxy(t, { host, port: Number(port) });
  const world = await startWorld(t, {
    environment: { ...ON, REDIS_ADDR: `127.0.0.1:${proxy.port}` },
  });
  const redis = connectRedis(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  await leave(redis, world, "messages", ada.id, 0);
  assertRefused(t, await post(ada, channel.id));
  proxy.sever();
  await until(async () => (await post(ada, channel.id)).status === 201);
  const open = await post(ada, channel.id);
  t.equal(open.status, 201);
  t.equal(open.headers.get("ratelimit"), null, "nothing is claimed");
  const metrics = await (await fetch(`${world.apis[0]?.metricsUrl}/metrics`)).text();
  t.match(metrics, /chat_rate_limits_open_total\{process="test"\} [1-9]/);
  proxy.restore();
  await until(async () => (await post(ada, channel.id)).status === 429);
});

t.test("RATE_LIMIT=off limits nothing", async (t) => {
  const world = await startWorld(t, { environment: { RATE_LIMIT: "off" } });
  const redis = connectRedis(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  await leave(redis, world, "messages", ada.id, 0);
  const answer = await post(ada, channel.id);
  t.equal(answer.status, 201);
  t.equal(answer.headers.get("ratelimit"), null);
});
