import { Redis } from "ioredis";
import type { RedisConfig } from "../config/config.ts";
import type { Logger } from "../logger.ts";

const COMMAND_MS = 2_000;
const CONNECT_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;
const RETRY_MS_MAX = 1_000;

function options(config: RedisConfig) {
  return {
    host: config.host,
    port: config.port,
    ...(config.password === undefined ? {} : { password: config.password }),
    connectTimeout: CONNECT_MS,
    retryStrategy: (tries: number) => Math.min(50 * 2 ** Math.min(tries, 6), RETRY_MS_MAX),
    lazyConnect: true,
  };
}

function report(redis: Redis, logger: Logger): Redis {
  let away = false;
  redis.on("error", (error: Error) => {
    if (!away) {
      logger.warn({ err: error }, "redis is away");
    }
    away = true;
  });
  redis.on("ready", () => {
    if (away) {
      logger.info("redis is back");
    }
    away = false;
  });
  return redis;
}

/**
 * For commands on the way of a request: with Redis away they fail at once,
 * nothing queues and nothing waits.
 */
export function createCommandRedis(config: RedisConfig, logger: Logger): Redis {
  const redis = new Redis({
    ...options(config),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS,
  });
  // Connects in the background: a process starts and serves with Redis away.
  redis.connect().catch(() => undefined);
  return report(redis, logger);
}

/** For listening: waits as long as Redis is away, and listens again when it is back. */
export function createSubscribingRedis(config: RedisConfig, logger: Logger): Redis {
  const redis = new Redis({
    ...options(config),
    maxRetriesPerRequest: null,
    keepAlive: KEEP_ALIVE_MS,
  });
  return report(redis, logger);
}

/**
 * For blocking reads: waits as long as Redis is away.
 *
 * @param silenceMs a connection on which an answer is awaited for longer is
 *   taken for dead; longer than any block asked of it
 */
export function createBlockingRedis(config: RedisConfig, logger: Logger, silenceMs: number): Redis {
  const redis = new Redis({
    ...options(config),
    maxRetriesPerRequest: null,
    socketTimeout: silenceMs,
  });
  return report(redis, logger);
}

/**
 * For a queue that makes connections like it of its own: each begins at once and
 * waits as long as Redis is away.
 *
 * @param silenceMs as for blocking reads
 */
export function createQueueRedis(config: RedisConfig, logger: Logger, silenceMs: number): Redis {
  const redis = new Redis({
    ...options(config),
    lazyConnect: false,
    maxRetriesPerRequest: null,
    keepAlive: KEEP_ALIVE_MS,
    socketTimeout: silenceMs,
  });
  return report(redis, logger);
}
