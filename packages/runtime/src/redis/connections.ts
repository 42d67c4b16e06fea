import type { RedisConfig } from "../config/redis.ts";
import type { Logger } from "../logger.ts";
import { createRedisClient, type RedisClient } from "./client.ts";

const COMMAND_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;

/**
 * For commands on the way of a request: with Redis away they fail at once,
 * nothing queues and nothing waits.
 */
export function createCommandRedis(config: RedisConfig, logger: Logger): RedisClient {
  const redis = createRedisClient(config, logger, {
    isPatient: false,
    connection: { maxRetriesPerRequest: 0, commandTimeout: COMMAND_MS },
  });
  // Connects in the background: a process starts and serves with Redis away.
  redis.connect().catch(() => undefined);
  return redis;
}

/** For listening: waits as long as Redis is away, and listens again when it is back. */
export function createSubscribingRedis(config: RedisConfig, logger: Logger): RedisClient {
  return createRedisClient(config, logger, {
    isPatient: true,
    listens: true,
    connection: { maxRetriesPerRequest: null, keepAlive: KEEP_ALIVE_MS },
  });
}

/**
 * For blocking reads: waits as long as Redis is away.
 *
 * @param silenceMs a connection on which an answer is awaited for longer is
 *   taken for dead; longer than any block asked of it
 */
export function createBlockingRedis(
  config: RedisConfig,
  logger: Logger,
  silenceMs: number,
): RedisClient {
  return createRedisClient(config, logger, {
    isPatient: true,
    connection: { maxRetriesPerRequest: null, socketTimeout: silenceMs },
  });
}

/**
 * For a queue that makes connections like it of its own: each begins at once and
 * waits as long as Redis is away.
 *
 * @param silenceMs as for blocking reads
 */
export function createQueueRedis(
  config: RedisConfig,
  logger: Logger,
  silenceMs: number,
): RedisClient {
  return createRedisClient(config, logger, {
    isPatient: true,
    connectsAtOnce: true,
    connection: {
      maxRetriesPerRequest: null,
      keepAlive: KEEP_ALIVE_MS,
      socketTimeout: silenceMs,
    },
  });
}
