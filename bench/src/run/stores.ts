import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPool, MIGRATIONS_FOLDER, migrate, readMigrations } from "@chat/runtime";
import { startPostgres } from "@chat/standalone/postgres";
import { startRedis } from "@chat/standalone/redis";
import { startS3 } from "@chat/standalone/s3";
import { Redis } from "ioredis";

const CONNECTIONS_MAX = 200;
const HOST = "127.0.0.1";

export interface Stores {
  /** Of a database of the run's own, migrated. */
  readonly databaseUrl: string;
  readonly redis: { readonly host: string; readonly port: number };
  readonly redisPrefix: string;
  /** How the apps find all of it, and each other. */
  readonly environment: Readonly<Record<string, string>>;
  readonly jwtSecret: string;
  /** Of the servers that were started here; 0 for one that was there. */
  readonly pids: { readonly postgres: number; readonly redis: number };
}

/**
 * What the service stands on, in a folder that goes with the run: a PostgreSQL
 * that is durable, as in production, a Redis and an object storage. Where
 * `DATABASE_URL` or `REDIS_ADDR` is set, that server is used, with a database
 * and keys of the run's own.
 */
export async function startStores(
  stack: AsyncDisposableStack,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), "chat-bench-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const run = `bench_${randomBytes(6).toString("hex")}`;
  const postgres = await findPostgres(stack, folder, environment["DATABASE_URL"]);
  const databaseUrl = await makeDatabase(stack, postgres.url, run);
  const redis = await findRedis(stack, folder, environment["REDIS_ADDR"]);
  const s3 = await startS3(folder);
  stack.defer(() => s3.stop());
  const jwtSecret = randomBytes(32).toString("hex");
  return {
    databaseUrl,
    redis: { host: redis.host, port: redis.port },
    redisPrefix: run,
    jwtSecret,
    pids: { postgres: postgres.pid, redis: redis.pid },
    environment: {
      CHAT_HOST: HOST,
      CHAT_PORT: "0",
      CHAT_METRICS_PORT: "0",
      CHAT_REDIS_PREFIX: run,
      DATABASE_URL: databaseUrl,
      JWT_SECRET: jwtSecret,
      LOG_LEVEL: "info",
      ATTACHMENT_SCAN: "off",
      RATE_LIMIT: "off",
      REDIS_ADDR: `${redis.host}:${redis.port}`,
      S3_ENDPOINT: s3.endpoint,
      S3_ACCESS_KEY: s3.accessKey,
      S3_SECRET_KEY: s3.secretKey,
    },
  };
}

async function findPostgres(stack: AsyncDisposableStack, folder: string, url: string | undefined) {
  if (url) {
    return { url, pid: 0 };
  }
  const postgres = await startPostgres(folder, { durable: true, maxConnections: CONNECTIONS_MAX });
  stack.defer(() => postgres.stop());
  return { url: postgres.urlOf("postgres"), pid: postgres.pid ?? 0 };
}

async function findRedis(stack: AsyncDisposableStack, folder: string, address: string | undefined) {
  if (address) {
    const [host = HOST, port] = address.split(":");
    return { host, port: Number(port), pid: 0 };
  }
  const redis = await startRedis(folder, () => undefined);
  stack.defer(() => redis.stop());
  const commands = new Redis({ host: HOST, port: redis.port });
  // Its file of commands is not what is measured, and shares the processor.
  await commands.config("SET", "appendonly", "no");
  commands.disconnect();
  return { host: HOST, port: redis.port, pid: redis.pid ?? 0 };
}

async function makeDatabase(
  stack: AsyncDisposableStack,
  serverUrl: string,
  name: string,
): Promise<string> {
  const onServer = async (statement: string) => {
    const pool = createPool(serverUrl, 1, "chat-bench");
    pool.on("error", () => undefined);
    try {
      await pool.query(statement);
    } finally {
      await pool.end();
    }
  };
  await onServer(`create database ${name}`);
  stack.defer(() => onServer(`drop database ${name} with (force)`));
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  await migrate(url, await readMigrations(MIGRATIONS_FOLDER));
  return url;
}
