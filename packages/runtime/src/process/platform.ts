import type { S3Client } from "@aws-sdk/client-s3";
import type { FastifyInstance } from "fastify";
import type pg from "pg";
import type { Registry } from "prom-client";
import type { Config } from "../config/config.ts";
import { createPool } from "../database/pool.ts";
import type { Logger } from "../logger.ts";
import { observeEventLoop } from "../metrics/event-loop-metrics.ts";
import { observeHealth } from "../metrics/health-metrics.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { observePool } from "../metrics/pool-metrics.ts";
import { countRedisErrors } from "../metrics/redis-metrics.ts";
import type { RedisClient } from "../redis/client.ts";
import { createCommandRedis } from "../redis/connections.ts";
import { probeRedis } from "../redis/probe.ts";
import { createStorage, probeBucket } from "../storage/storage.ts";
import { Health } from "./health.ts";
import { Lifecycle } from "./lifecycle.ts";

/**
 * What the apps of one process share. An app gets it, registers its routes on
 * `server`, its metrics, its checks and its steps of the stop, and keeps
 * nothing global.
 */
export interface Platform {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly health: Health;
  readonly lifecycle: Lifecycle;
  readonly postgres: pg.Pool;
  readonly redis: RedisClient;
  readonly storage: S3Client;
  readonly server: FastifyInstance;
}

/** An app: mounts itself on a platform. The process listens when all are mounted. */
export type App = (platform: Platform) => Promise<void>;

/** Connects to nothing yet: pools and clients connect when they are used. */
export function createPlatform(
  name: string,
  config: Config,
  logger: Logger,
  server: FastifyInstance,
): Platform {
  const lifecycle = new Lifecycle(logger);
  const health = new Health();
  const metrics = createMetrics(name);
  const postgres = createPool(config.databaseUrl, config.databasePoolSize, `chat-${name}`);
  const redis = createCommandRedis(config.redis, logger);
  const storage = createStorage(config.s3);

  postgres.on("error", (error) => logger.warn({ err: error }, "an idle connection broke"));
  observePool(metrics, postgres);
  countRedisErrors(metrics, redis);
  observeHealth(metrics, health);
  lifecycle.onStop("event-loop metrics", observeEventLoop(metrics));
  lifecycle.onStop("storage", () => storage.destroy());
  lifecycle.onStop("redis", () => redis.disconnect());
  lifecycle.onStop("postgres", () => postgres.end());
  health.addCheck("postgres", true, () => postgres.query("select 1"));
  health.addCheck("redis", false, () => probeRedis(redis));
  health.addCheck("storage", false, () => probeBucket(storage, config.s3.bucket));
  return { config, logger, metrics, health, lifecycle, postgres, redis, storage, server };
}
