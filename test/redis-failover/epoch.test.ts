import { randomUUID } from "node:crypto";
import { encodeEntry, groupKeys } from "@chat/domain";
import t from "tap";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";
import { startWorld } from "../support/world.ts";
import { startRedisServer } from "./redis-server.ts";

const ENTRY = encodeEntry({
  orgId: randomUUID(),
  channelId: randomUUID(),
  seq: 1,
  day: "2026-01-01",
  type: "nothing",
  userId: null,
  frame: "{}",
});

t.test("a master that was none in between is read anew, though its ids go on", async (t) => {
  const { redis, port } = await startRedisServer(t, "server", () => []);
  const proxy = await startTcpProxy(t, { host: "127.0.0.1", port });
  const prefix = `test-${randomUUID()}`;
  const [key = ""] = groupKeys({ prefix, shards: 64, groups: 8 }, 0);
  await redis.xadd(key, "5000-0", ...ENTRY);
  const world = await startWorld(t, {
    gateways: 1,
    environment: { CHAT_REDIS_PREFIX: prefix, REDIS_ADDR: `127.0.0.1:${proxy.port}` },
  });
  const counted = async (name: string) => {
    const metrics = await (await fetch(`${world.gateways[0]?.metricsUrl}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{[^}]*\\} (\\d+)`, "m").exec(metrics)?.[1]);
  };
  const haveBeenRead = (entries: number) =>
    until(async () => (await counted("chat_gateway_stream_entries_total")) >= entries);
  await redis.xadd(key, "5001-0", ...ENTRY);
  await haveBeenRead(1);

  proxy.sever();
  // As it comes back from having been the replica of one whose clock was behind.
  await redis.del(key);
  await redis.xadd(key, "4000-0", ...ENTRY);
  await redis.xadd(key, "6000-0", ...ENTRY);
  await redis.call("REPLICAOF", "127.0.0.1", "1");
  await redis.call("REPLICAOF", "NO", "ONE");
  proxy.restore();
  await haveBeenRead(3);
  t.equal(await counted("chat_gateway_stream_resets_total"), 8, "every group, from its beginning");

  proxy.sever();
  proxy.restore();
  await redis.xadd(key, "6001-0", ...ENTRY);
  await haveBeenRead(4);
  t.equal(
    await counted("chat_gateway_stream_resets_total"),
    8,
    "a broken connection alone is none",
  );
});
