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
import { type EmbeddedRedis, startRedis } from "@chat/standalone/redis";
import { startS3 } from "@chat/standalone/s3";
import type { Teardown } from "../../support/teardown.ts";

const DATABASE = "chat";
const BUCKET = "chat-files";
const CONNECTIONS_MAX = 200;

/** A server that can be killed, and found again where it was. */
export interface Store {
  readonly port: number;
  /** Unless it runs. */
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  ended(): Promise<void>;
}

export interface Stores {
  readonly postgres: Store;
  readonly redis: Store & {
    /** Forgets its data, while it does not run. */
    wipe(): Promise<void>;
  };
  readonly databaseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Stores of the cluster's own: a PostgreSQL that is durable, a Redis that appends to its file. */
export async function startStores(t: Teardown): Promise<Stores> {
  const folder = await mkdtemp(join(tmpdir(), "chat-failure-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const postgresOptions = { durable: true, maxConnections: CONNECTIONS_MAX };
  const first = await startPostgres(folder, postgresOptions);
  const postgres = keep(t, first, ({ port }) =>
    startPostgres(folder, { ...postgresOptions, port }),
  );
  const redis = keep(t, await startRedis(folder, () => undefined), ({ port }) =>
    startRedis(folder, () => undefined, port),
  );
  const s3 = await startS3(folder);
  t.teardown(() => s3.stop());
  const storage = createStorage({
    ...s3,
    publicEndpoint: s3.endpoint,
    region: "us-east-1",
    bucket: BUCKET,
  });
  await ensureBucket(storage, BUCKET);
  storage.destroy();
  return {
    postgres,
    redis: {
      ...redis,
      wipe: () => rm(join(folder, "redis", "appendonlydir"), { recursive: true, force: true }),
    },
    databaseUrl: await makeDatabase(first),
    environment: {
      S3_ENDPOINT: s3.endpoint,
      S3_ACCESS_KEY: s3.accessKey,
      S3_SECRET_KEY: s3.secretKey,
      CHAT_BUCKET: BUCKET,
    },
  };
}

function keep<S extends EmbeddedPostgres | EmbeddedRedis>(
  t: Teardown,
  first: S,
  startAgain: (first: S) => Promise<S>,
): Store {
  let running = first;
  t.teardown(() => running.stop());
  return {
    port: first.port,
    async start() {
      if (running.hasEnded()) {
        running = await startAgain(first);
      }
    },
    signal(signal) {
      if (running.pid !== undefined && !running.hasEnded()) {
        process.kill(running.pid, signal);
      }
    },
    ended: () => running.ended,
  };
}

async function makeDatabase(postgres: EmbeddedPostgres): Promise<string> {
  const pool = createPool(postgres.urlOf("postgres"), 1, "chat-failure");
  try {
    await pool.query(`create database ${DATABASE}`);
  } finally {
    await pool.end();
  }
  const url = postgres.urlOf(DATABASE);
  await migrate(url, await readMigrations(MIGRATIONS_FOLDER));
  return url;
}
