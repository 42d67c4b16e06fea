import { createConnectionStore } from "@chat/domain";
import { Redis } from "ioredis";
import { ORGANISATION_ID, userIdOf } from "../fanout/ids.ts";
import { cpuSecondsOf } from "../measure/process-usage.ts";
import type { Stores } from "../run/stores.ts";

const USERS = 10_000;

export interface PresenceWindow {
  readonly refreshes: number;
  readonly redisCpuSeconds: number;
  /** Of the process that says who is there, as a gateway does. */
  readonly ownCpuSeconds: number;
}

/** So many refreshes of sockets that are there already, by what gateways do that with. */
export async function measurePresence(stores: Stores, times: number): Promise<PresenceWindow> {
  await using own = new AsyncDisposableStack();
  const redis = new Redis(stores.redis);
  own.defer(() => redis.disconnect());
  const store = createConnectionStore(redis, { prefix: stores.redisPrefix, groups: 8 });
  const connections = Array.from({ length: USERS }, (_, user) => ({
    orgId: ORGANISATION_ID,
    userId: userIdOf(user),
    connectionId: `socket-${user}`,
  }));
  store.add(connections);
  await store.settled();
  const before = await usage(stores);
  for (let time = 0; time < times; time += 1) {
    store.add(connections);
    await store.settled();
  }
  const after = await usage(stores);
  return {
    refreshes: USERS * times,
    redisCpuSeconds: after.redis - before.redis,
    ownCpuSeconds: after.own - before.own,
  };
}

async function usage({ pids }: Stores): Promise<{ redis: number; own: number }> {
  const { user, system } = process.cpuUsage();
  return { redis: await cpuSecondsOf([pids.redis]), own: (user + system) / 1e6 };
}
