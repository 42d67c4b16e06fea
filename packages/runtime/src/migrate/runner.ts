import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isSqlState } from "../database/sqlstate.ts";
import { MigrationError } from "./error.ts";
import type { Migration } from "./files.ts";
import { dropLeftoverIndex } from "./leftover-index.ts";

/** Any number that nothing else in the database takes as advisory lock. */
const LOCK_KEY = 4_711_000_042;
const LOCK_POLL_MS = 200;
const LOCK_WAIT_MS = 10 * 60 * 1_000;

export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly breaking: boolean;
}

/**
 * Applies what is missing, in order, each file in a transaction of its own.
 * Several processes may call it at once: one works, the others wait.
 *
 * @returns the names applied by this call.
 * @throws {MigrationError} when an applied file was changed since, or one comes late.
 */
export async function migrate(
  connectionString: string,
  migrations: readonly Migration[],
  onApplied: (name: string) => void = () => undefined,
): Promise<string[]> {
  const client = new pg.Client({ connectionString, application_name: "chat-migrate" });
  await client.connect();
  try {
    await lock(client);
    const missing = pendingMigrations(migrations, await readApplied(client));
    for (const migration of missing) {
      await apply(client, migration);
      onApplied(migration.name);
    }
    return missing.map(({ name }) => name);
  } finally {
    // The session ends with the connection, and the lock with it.
    await client.end();
  }
}

/**
 * Polls outside any transaction: a waiter inside one holds a snapshot, and
 * CREATE INDEX CONCURRENTLY would wait for that snapshot while it holds the lock.
 */
async function lock(client: pg.Client): Promise<void> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  while (Date.now() < deadline) {
    const { rows } = await client.query<{ locked: boolean }>(
      "select pg_try_advisory_lock($1) as locked",
      [LOCK_KEY],
    );
    if (rows[0]?.locked) {
      return;
    }
    await sleep(LOCK_POLL_MS);
  }
  throw new MigrationError("another migration has been running for ten minutes");
}

/** What the database has; none where it is empty. */
export async function readApplied(client: pg.Client | pg.Pool): Promise<AppliedMigration[]> {
  try {
    const { rows } = await client.query<AppliedMigration>(
      "select name, checksum, breaking from chat_migrations order by name",
    );
    return rows;
  } catch (error) {
    if (isSqlState(error, "undefinedTable")) {
      return [];
    }
    throw error;
  }
}

/** @throws {MigrationError} when history and files disagree. */
export function pendingMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const file = known.get(name);
    if (file && file.checksum !== checksum) {
      throw new MigrationError(`${name} was changed after it was applied; add a new file instead`);
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  const last = applied.at(-1)?.name ?? "";
  const missing = migrations.filter(({ name }) => !done.has(name));
  const late = missing.find(({ name }) => name < last && known.has(last));
  if (late) {
    throw new MigrationError(`${late.name} is older than ${last}, which is applied; renumber it`);
  }
  return missing;
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    if (migration.transactional) {
      await client.query("begin");
      await client.query(migration.sql);
      await record(client, migration);
      await client.query("commit");
    } else {
      await dropLeftoverIndex(client, migration.sql);
      await client.query(migration.sql);
      await record(client, migration);
    }
  } catch (cause) {
    await client.query("rollback").catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`${migration.name} failed: ${reason}`, { cause });
  }
}

async function record(client: pg.Client, { name, checksum, breaking }: Migration): Promise<void> {
  await client.query("insert into chat_migrations (name, checksum, breaking) values ($1, $2, $3)", [
    name,
    checksum,
    breaking,
  ]);
}
