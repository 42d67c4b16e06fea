import type { Cluster, Redis } from "ioredis";

export type RedisClient = Redis | Cluster;

/**
 * Splits what is to go into one pipeline: in a cluster each group of keys goes to
 * the node that has it, and one that is away fails its own commands alone.
 */
export function splitByGroup<T>(
  redis: RedisClient,
  items: readonly T[],
  groupOf: (item: T) => number,
): (readonly T[])[] {
  return redis.isCluster ? [...Map.groupBy(items, groupOf).values()] : [items];
}
