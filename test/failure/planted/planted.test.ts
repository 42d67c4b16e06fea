import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import t from "tap";
import { until } from "../../support/until.ts";
import { BOUND_MS, MARGIN_MS } from "../checker/deadline.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { createTeam } from "./team.ts";

/** Of each test's own, so that nothing is left over for the next one. */
const cluster = await startCluster(t, { apis: 2, gateways: 1, workers: 1 });

t.test("nothing is found where nothing was planted", async (t) => {
  const team = await createTeam(t, cluster);
  await team.post();
  const { seq } = await team.post("api-2");
  await team.reaches(seq);
  await team.removeBob();
  await until(async () => team.bob.devices[0]?.follows(team.channelId) === false);
  await team.post();
  t.same(await team.violated(), []);
});

t.test("a row of the outbox that is skipped", async (t) => {
  const team = await createTeam(t, cluster);
  const { seq } = await team.post();
  await team.reaches(seq);
  await skipOutboxRow(cluster, team.channelId, () => team.post("api-2"));
  await sleep(BOUND_MS + MARGIN_MS);
  t.same(await team.violated(), ["delivered", "inTime"]);
});

t.test("an event that is published twice, under two numbers", async (t) => {
  const team = await createTeam(t, cluster);
  const { seq } = await team.post();
  await team.reaches(seq);
  await publishAgain(cluster, team.channelId, seq + 1);
  await until(async () => (await team.violated()).length > 0);
  t.same(await team.violated(), ["order"]);
});

t.test("a frame that is delivered twice", async (t) => {
  const team = await createTeam(t, cluster);
  team.middleman.rewrite = (text) => (isMessage(text) ? [text, text] : [text]);
  const { seq } = await team.post();
  await team.reaches(seq);
  t.same(await team.violated(), ["order"]);
});

t.test("two frames that are swapped", async (t) => {
  const team = await createTeam(t, cluster);
  const held: string[] = [];
  team.middleman.rewrite = (text) => {
    if (isMessage(text) && held.length === 0) {
      held.push(text);
      return [];
    }
    return isMessage(text) ? [text, ...held.splice(0)] : [text];
  };
  await team.post();
  const { seq } = await team.post();
  await team.reaches(seq);
  await until(async () => (await team.violated()).length > 0);
  t.same(await team.violated(), ["order"]);
});

t.test("an event after one's own member_leave", async (t) => {
  const team = await createTeam(t, cluster);
  const { seq } = await team.post();
  await team.reaches(seq);
  await team.removeBob();
  await until(async () => team.bob.devices[0]?.follows(team.channelId) === false);
  const secret = await team.post();
  const [logged] = await cluster.query<{ frame: string }>(
    "select frame from chat_events where channel_id = $1 and seq = $2",
    [team.channelId, secret.seq],
  );
  team.middleman.inject(logged?.frame ?? "");
  await until(async () => (await team.violated()).length > 0);
  t.same(await team.violated(), ["access", "order"]);
});

function isMessage(text: string): boolean {
  return text.startsWith('{"type":"message"');
}

/** While the second API cannot reach Redis, and the relay stands still, its row is taken away. */
async function skipOutboxRow(
  { members, proxies, query }: Cluster,
  channelId: string,
  post: () => Promise<unknown>,
): Promise<void> {
  const worker = members.find(({ app }) => app === "worker");
  await worker?.signal("SIGSTOP");
  proxies.redis.sever();
  await post();
  await query("delete from chat_outbox where channel_id = $1", [channelId]);
  proxies.redis.restore();
  await worker?.signal("SIGCONT");
}

/** Appends the channel's newest entry to its stream once more, as if it had this number. */
async function publishAgain(
  { stores, redisPrefix }: Cluster,
  channelId: string,
  seq: number,
): Promise<void> {
  const redis = new Redis({ host: "127.0.0.1", port: stores.redis.port });
  try {
    for (const key of await redis.keys(`${redisPrefix}:*:events:*`)) {
      const [entry] = await redis.xrevrange(key, "+", "-", "COUNT", 1);
      if (entry?.[1][1] === channelId) {
        const fields = entry[1].with(3, String(seq));
        await redis.xadd(key, "*", ...fields);
      }
    }
  } finally {
    redis.disconnect();
  }
}
