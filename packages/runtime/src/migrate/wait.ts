import { setTimeout as sleep } from "node:timers/promises";
import { createPool } from "../database/pool.ts";
import { MigrationError } from "./error.ts";
import type { Migration } from "./files.ts";
import { pendingMigrations, readApplied } from "./runner.ts";

const POLL_MS = 1_000;
/** As long as a migration may wait for another one. */
const WAIT_MS = 10 * 60 * 1_000;

/**
 * Waits until somebody else has applied them: for what is started beside that,
 * which finds Postgres away, or its schema old, for a while.
 *
 * @throws {MigrationError} when that has not happened in ten minutes, and at
 *   once when history and files disagree.
 */
export async function waitForMigrations(
  connectionString: string,
  migrations: readonly Migration[],
): Promise<void> {
  const pool = createPool(connectionString, 1, "chat-migrate");
  // Reported by the query that meets it.
  pool.on("error", () => undefined);
  const deadline = Date.now() + WAIT_MS;
  try {
    for (;;) {
      const lack = await findLack(() => readApplied(pool), migrations);
      if (lack === undefined) {
        return;
      }
      if (Date.now() > deadline) {
        throw new MigrationError(`waited for ten minutes: ${lack}`);
      }
      await sleep(POLL_MS);
    }
  } finally {
    await pool.end();
  }
}

/** What is missing still, in words. */
async function findLack(
  read: () => ReturnType<typeof readApplied>,
  migrations: readonly Migration[],
): Promise<string | undefined> {
  try {
    const [missing] = pendingMigrations(migrations, await read());
    return missing && `the database lacks ${missing.name}`;
  } catch (error) {
    if (error instanceof MigrationError) {
      throw error;
    }
    return error instanceof Error ? error.message : String(error);
  }
}
