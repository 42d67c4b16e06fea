import { setTimeout as sleep } from "node:timers/promises";
import type { RedisServer } from "./redis-server.ts";

const KEYS_AT_ONCE = 2;
const MIGRATE_MS = 5_000;
/** So that others come in between, to whom the slot is half here and half there. */
const PAUSE_MS = 100;

/** Gives a slot to another master, a few keys at a time, as `redis-cli --cluster reshard` does. */
export async function moveSlot(
  slot: number,
  source: RedisServer,
  target: RedisServer,
  others: readonly RedisServer[],
): Promise<void> {
  const [sourceId, targetId] = await Promise.all(
    [source, target].map(async ({ redis }) => String(await redis.cluster("MYID"))),
  );
  await target.redis.call("CLUSTER", "SETSLOT", slot, "IMPORTING", sourceId ?? "");
  await source.redis.call("CLUSTER", "SETSLOT", slot, "MIGRATING", targetId ?? "");
  for (;;) {
    const keys = (await source.redis.call("CLUSTER", "GETKEYSINSLOT", slot, KEYS_AT_ONCE)) as [];
    if (keys.length === 0) {
      break;
    }
    const to = ["127.0.0.1", target.port, "", 0, MIGRATE_MS, "KEYS"];
    await source.redis.call("MIGRATE", ...to, ...keys);
    await sleep(PAUSE_MS);
  }
  for (const { redis } of [target, source, ...others]) {
    await redis.call("CLUSTER", "SETSLOT", slot, "NODE", targetId ?? "");
  }
}
