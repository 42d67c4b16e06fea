import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPool,
  createStorage,
  ensureBucket,
  MIGRATIONS_FOLDER,
  migrate,
  readMigrations,
} from "@chat/runtime";
import { type EmbeddedPostgres, startPostgres } from "@chat/standalone/postgres";
import { startRedis } from "@chat/standalone/redis";
import { startS3 } from "@chat/standalone/s3";
import { type Pgbouncer, startPgbouncer } from "../pooler/pgbouncer.ts";

const TEMPLATE = "chat_template";
const BUCKET = "chat-files";
/** For many files at a time, each with several processes. */
const CONNECTIONS_MAX = 400;

/**
 * The stores of one test run, in a folder that goes with them: a PostgreSQL
 * with a migrated template database, a Redis, an object storage with a bucket.
 *
 * @param stack gets the stop of each as soon as it runs
 * @param pgbouncer the program, where the services of the tests are to go through it
 * @returns the environment through which `test/support` finds them
 */
export async function startStores(
  stack: AsyncDisposableStack,
  pgbouncer: string | undefined,
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "chat-test-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startPostgres(folder, {
    durable: false,
    maxConnections: CONNECTIONS_MAX,
  });
  stack.defer(() => postgres.stop());
  const redis = await startRedis(folder, () => console.log("Installing Redis with apt-get …"));
  stack.defer(() => redis.stop());
  const s3 = await startS3(folder);
  stack.defer(() => s3.stop());

  await makeTemplate(postgres);
  const pooler = pgbouncer && (await startPooler(pgbouncer, folder, postgres, stack));
  const { endpoint, accessKey, secretKey } = s3;
  const storage = createStorage({
    endpoint,
    publicEndpoint: endpoint,
    region: "us-east-1",
    accessKey,
    secretKey,
    bucket: BUCKET,
  });
  await ensureBucket(storage, BUCKET);
  storage.destroy();
  return {
    TEST_POSTGRES_URL: postgres.urlOf("postgres"),
    TEST_TEMPLATE_DATABASE: TEMPLATE,
    ...(pooler ? { TEST_POOLER_PORT: String(pooler.port) } : {}),
    TEST_REDIS_ADDR: redis.address,
    TEST_S3_ENDPOINT: endpoint,
    TEST_S3_ACCESS_KEY: accessKey,
    TEST_S3_SECRET_KEY: secretKey,
    TEST_S3_BUCKET: BUCKET,
  };
}

async function startPooler(
  program: string,
  folder: string,
  postgres: EmbeddedPostgres,
  stack: AsyncDisposableStack,
): Promise<Pgbouncer> {
  const url = postgres.urlOf("postgres");
  const pgbouncer = await startPgbouncer(program, join(folder, "pgbouncer"), url);
  stack.defer(() => pgbouncer.stop());
  return pgbouncer;
}

/** Migrated once; afterwards nobody can connect, since a clone needs it to be idle. */
async function makeTemplate(postgres: EmbeddedPostgres): Promise<void> {
  const pool = createPool(postgres.urlOf("postgres"), 1, "chat-test");
  try {
    await pool.query(`create database ${TEMPLATE}`);
    await migrate(postgres.urlOf(TEMPLATE), await readMigrations(MIGRATIONS_FOLDER));
    await pool.query(`alter database ${TEMPLATE} is_template true allow_connections false`);
  } finally {
    await pool.end();
  }
}
