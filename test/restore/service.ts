import { mkdir } from "node:fs/promises";
import { apiApp } from "@chat/api";
import { gatewayApp } from "@chat/gateway";
import {
  createFileStore,
  createObjects,
  createPool,
  createStorage,
  ensureBucket,
  MIGRATIONS_FOLDER,
  migrate,
  type Objects,
  readConfig,
  readMigrations,
} from "@chat/runtime";
import { startPostgres } from "@chat/standalone/postgres";
import { startRedis } from "@chat/standalone/redis";
import { startS3 } from "@chat/standalone/s3";
import { workerApp } from "@chat/worker";
import { startTestProcess } from "../support/platform.ts";
import { TEST_VAPID } from "../support/push-keys.ts";
import { TEST_JWT_SECRET } from "../support/tokens.ts";

const DATABASE = "chat";
const CONNECTIONS_MAX = 60;

/** The stores of one service, with what is needed to reach them. */
export interface RestoreStores {
  readonly environment: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly objects: Objects;
  readonly files: ReturnType<typeof createFileStore>;
  stop(): Promise<void>;
}

export interface RestoreService {
  readonly apiUrl: string;
  readonly gatewayUrl: string;
  stop(): Promise<void>;
}

/** @param folder with a Postgres that was restored into it, or without */
export async function startRestoreStores(folder: string): Promise<RestoreStores> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using starting = new AsyncDisposableStack();
  const postgres = await startPostgres(folder, { durable: true, maxConnections: CONNECTIONS_MAX });
  starting.defer(() => postgres.stop());
  const redis = await startRedis(folder, () => undefined);
  starting.defer(() => redis.stop());
  const s3 = await startS3(folder);
  starting.defer(() => s3.stop());
  await ensureMigrated(postgres.urlOf("postgres"), postgres.urlOf(DATABASE));
  const environment = {
    ...TEST_VAPID,
    ATTACHMENT_SCAN: "off",
    CHAT_HOST: "127.0.0.1",
    CHAT_PORT: "0",
    CHAT_METRICS_PORT: "0",
    CHAT_BUCKET: "chat-files",
    DATABASE_URL: postgres.urlOf(DATABASE),
    DRAIN_SECONDS: "0",
    JWT_SECRET: TEST_JWT_SECRET,
    RATE_LIMIT: "off",
    REDIS_ADDR: redis.address,
    S3_ENDPOINT: s3.endpoint,
    S3_ACCESS_KEY: s3.accessKey,
    S3_SECRET_KEY: s3.secretKey,
  };
  const { s3: config } = readConfig(environment);
  const storage = createStorage(config);
  starting.defer(() => storage.destroy());
  await ensureBucket(storage, config.bucket);
  const running = starting.move();
  return {
    environment,
    databaseUrl: environment.DATABASE_URL,
    objects: createObjects(storage, config.bucket),
    files: createFileStore(storage, config),
    stop: () => running.disposeAsync(),
  };
}

async function ensureMigrated(serverUrl: string, url: string): Promise<void> {
  const pool = createPool(serverUrl, 1, "chat-restore");
  try {
    const found = await pool.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (!found.rowCount) {
      await pool.query(`create database ${DATABASE}`);
    }
  } finally {
    await pool.end();
  }
  await migrate(url, await readMigrations(MIGRATIONS_FOLDER));
}

/** The gateway first, as docs/backup.md has it. */
export async function startRestoreService({ environment }: RestoreStores): Promise<RestoreService> {
  const stack = new AsyncDisposableStack();
  const teardown = {
    teardown: (run: () => unknown) => stack.defer(async () => void (await run())),
  };
  const gateway = await startTestProcess(teardown, [gatewayApp], environment);
  const api = await startTestProcess(teardown, [apiApp], environment);
  await startTestProcess(teardown, [workerApp], environment);
  return {
    apiUrl: api.url,
    gatewayUrl: gateway.url,
    stop: () => stack.disposeAsync(),
  };
}
