import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { isSynchronised, type Pair, startRedisServer } from "./redis-server.ts";

const SENTINELS = 3;
const READY_MS = 60_000;

export const SENTINEL_NAME = "chat";

export interface WatchedRedis {
  readonly pair: Pair;
  /** As `REDIS_SENTINELS` takes it. */
  readonly sentinels: string;
}

/** A master and a replica, and three sentinels that know them and each other. */
export async function startWatchedRedis(t: Teardown): Promise<WatchedRedis> {
  const master = await startRedisServer(t, "server", () => []);
  const replica = await startRedisServer(t, "server", () => [`replicaof 127.0.0.1 ${master.port}`]);
  const pair = { master, replica };
  await until(() => isSynchronised(pair), READY_MS);
  const watch = () =>
    startRedisServer(
      t,
      "sentinel",
      () => [
        `sentinel down-after-milliseconds ${SENTINEL_NAME} 2000`,
        `sentinel failover-timeout ${SENTINEL_NAME} 4000`,
      ],
      (settings) => settings.replace("redis-a 6379", master.address.replace(":", " ")),
    );
  const sentinels = await Promise.all(Array.from({ length: SENTINELS }, watch));
  await until(async () => {
    const seen = await Promise.all(sentinels.map(({ redis }) => whatItKnows(redis)));
    return seen.every(({ others, replicas }) => others === SENTINELS - 1 && replicas === 1);
  }, READY_MS);
  return { pair, sentinels: sentinels.map(({ address }) => address).join(",") };
}

async function whatItKnows(redis: { call(...command: [string, ...string[]]): Promise<unknown> }) {
  const listed = async (what: string) =>
    ((await redis.call("SENTINEL", what, SENTINEL_NAME)) as unknown[]).length;
  return { others: await listed("SENTINELS"), replicas: await listed("REPLICAS") };
}
