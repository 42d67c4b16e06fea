import { Kysely, PostgresDialect, type Transaction } from "kysely";
import type pg from "pg";
import type { DB } from "./schema.gen.ts";

export type Database = Kysely<DB>;

/** A repository function that takes this runs inside a transaction: the type says so. */
export type Tx = Transaction<DB>;

export function createDatabase(pool: pg.Pool): Database {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}
