import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPool, MIGRATIONS_FOLDER, migrate, readMigrations } from "@chat/runtime";
import { startPostgres } from "@chat/standalone";

const CONNECTIONS_MAX = 10;

/**
 * Runs `work` with the URL of a database that holds what the migrations make
 * and nothing else. It is on the server of `CODEGEN_DATABASE_URL`, whose user
 * must be allowed to create databases, or on one started for the occasion.
 */
export async function withFreshDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  return withServer(async (server) => {
    const name = `chat_generate_${process.pid}`;
    const pool = createPool(server, 1, "chat-generate");
    // The server that is stopped next may be faster than the farewell of this connection.
    pool.on("error", () => undefined);
    try {
      await pool.query(`create database ${name}`);
      try {
        const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
        await migrate(url, await readMigrations(MIGRATIONS_FOLDER));
        return await work(url);
      } finally {
        await pool.query(`drop database ${name} with (force)`);
      }
    } finally {
      await pool.end();
    }
  });
}

async function withServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env["CODEGEN_DATABASE_URL"];
  if (given) {
    return work(given);
  }
  const folder = await mkdtemp(join(tmpdir(), "chat-generate-"));
  try {
    const postgres = await startPostgres(folder, {
      durable: false,
      maxConnections: CONNECTIONS_MAX,
    });
    try {
      return await work(postgres.urlOf("postgres"));
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
