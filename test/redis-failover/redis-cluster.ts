import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { isSynchronised, type Pair, type RedisServer, startRedisServer } from "./redis-server.ts";

const SLOTS = 16_384;
const SHARDS = 3;
const NODE_TIMEOUT_MS = 2_000;
const READY_MS = 60_000;

export interface RedisCluster {
  readonly pairs: readonly Pair[];
  /** As `REDIS_CLUSTER_NODES` takes it. */
  readonly nodes: string;
  slotOf(key: string): Promise<number>;
  /** Which pair was given the key's slot at the beginning. */
  pairOf(key: string): Promise<Pair>;
}

/** Three masters with a replica each, on their own, ready. */
export async function startRedisCluster(t: Teardown): Promise<RedisCluster> {
  const start = () =>
    startRedisServer(t, "cluster-node", (busPort) => [
      `cluster-port ${busPort}`,
      `cluster-node-timeout ${NODE_TIMEOUT_MS}`,
      // A replica takes over however long it was cut off.
      "cluster-replica-validity-factor 0",
      "cluster-allow-replica-migration no",
    ]);
  const pairs = await Promise.all(
    Array.from({ length: SHARDS }, async () => ({ master: await start(), replica: await start() })),
  );
  await Promise.all(pairs.map(({ master }, index) => giveSlots(master, index)));
  await meet(pairs);
  await Promise.all(pairs.map(replicate));
  await until(async () => (await Promise.all(pairs.map(isSynchronised))).every(Boolean), READY_MS);
  const [first] = pairs;
  const slotOf = async (key: string) => Number(await first?.replica.redis.cluster("KEYSLOT", key));
  return {
    pairs,
    nodes: pairs.map(({ master }) => master.address).join(","),
    slotOf,
    async pairOf(key) {
      const slot = await slotOf(key);
      const pair = pairs.find((_, index) => slot <= rangeOf(index)[1]);
      if (!pair) {
        throw new Error(`nobody has slot ${slot}`);
      }
      return pair;
    },
  };
}

function rangeOf(index: number): readonly [first: number, last: number] {
  const firstOf = (shard: number) => Math.ceil((shard * SLOTS) / SHARDS);
  return [firstOf(index), firstOf(index + 1) - 1];
}

async function giveSlots({ redis }: RedisServer, index: number): Promise<void> {
  await redis.call("CLUSTER", "ADDSLOTSRANGE", ...rangeOf(index));
  await redis.call("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
}

async function meet(pairs: readonly Pair[]): Promise<void> {
  const servers = pairs.flatMap(({ master, replica }) => [master, replica]);
  const [first, ...others] = servers;
  for (const { port, redis } of others) {
    const [, busPort] = (await redis.config("GET", "cluster-port")) as string[];
    await first?.redis.call("CLUSTER", "MEET", "127.0.0.1", port, busPort ?? "");
  }
  await until(async () => {
    const infos = await Promise.all(servers.map(({ redis }) => redis.cluster("INFO")));
    return infos.every(
      (info) =>
        info.includes(`cluster_known_nodes:${servers.length}\r`) &&
        info.includes(`cluster_slots_ok:${SLOTS}\r`),
    );
  }, READY_MS);
}

async function replicate({ master, replica }: Pair): Promise<void> {
  const id = await master.redis.cluster("MYID");
  await replica.redis.call("CLUSTER", "REPLICATE", String(id));
}
