import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type Transaction,
} from "kysely";
import type pg from "pg";
import type { DB } from "./schema.gen.ts";
import { isOutcomeUnknown } from "./sqlstate.ts";

export type Database = Kysely<DB>;

/** A repository function that takes this runs inside a transaction: the type says so. */
export type Tx = Transaction<DB>;

export function createDatabase(pool: pg.Pool): Database {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: discardingBroken(pool) }) });
}

/**
 * A query that ran into its time limit is still running on its connection, and
 * one that broke the connection leaves it unusable: neither goes back to the pool.
 */
function discardingBroken(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      let broken = false;
      return {
        query: (async (text: string, values: unknown[]) => {
          try {
            return await client.query(text, values);
          } catch (error) {
            broken ||= isOutcomeUnknown(error);
            throw error;
          }
        }) as unknown as PostgresPoolClient["query"],
        release: () => client.release(broken),
      };
    },
    end: () => pool.end(),
  };
}
