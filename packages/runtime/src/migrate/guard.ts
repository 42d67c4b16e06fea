import type pg from "pg";
import { MigrationError } from "./error.ts";
import type { Migration } from "./files.ts";
import { pendingMigrations, readApplied } from "./runner.ts";

/**
 * Called once at the start of every process: two versions run side by side
 * during an upgrade, so an older process may run on a newer schema, unless
 * a migration that it does not know says that it breaks.
 *
 * @throws {MigrationError} when the schema is older than the process, or newer and breaking.
 */
export async function assertSchema(pool: pg.Pool, migrations: readonly Migration[]): Promise<void> {
  const applied = await readApplied(pool);
  const missing = pendingMigrations(migrations, applied)[0];
  if (missing) {
    throw new MigrationError(`the database lacks ${missing.name}; run pnpm db:migrate first`);
  }
  const known = new Set(migrations.map(({ name }) => name));
  const breaking = applied.find((entry) => entry.breaking && !known.has(entry.name));
  if (breaking) {
    throw new MigrationError(
      `the database has ${breaking.name}, which this older version cannot run on; deploy a newer one`,
    );
  }
}
