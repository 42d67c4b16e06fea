import type { RedisClient } from "./client.ts";

const SLOTS = 16_384;

/**
 * Whether all of Redis takes commands: the server, or of a cluster every slot.
 *
 * @throws (rejects) where it does not
 */
export async function probeRedis(redis: RedisClient): Promise<void> {
  if (!redis.isCluster) {
    await redis.ping();
    return;
  }
  const info = await redis.cluster("INFO");
  const served = Number(/cluster_slots_ok:(\d+)/.exec(info)?.[1]);
  if (!info.includes("cluster_state:ok") || served !== SLOTS) {
    throw new Error(`${served} of ${SLOTS} slots are served`);
  }
}
