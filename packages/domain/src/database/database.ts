import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type Transaction,
} from "kysely";
import type pg from "pg";
import { inConnectSpan, inQuerySpan } from "./query-span.ts";
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
      const client = await inConnectSpan(pool.idleCount > 0, () => pool.connect());
      let broken = false;
      const query = async (text: string, values: unknown[]) => {
        try {
          const result: unknown = await client.query(text, values);
          // Of several statements in one message, the last one's rows are asked for.
          return Array.isArray(result) ? result.at(-1) : result;
        } catch (error) {
          broken ||= isOutcomeUnknown(error);
          throw error;
        }
      };
      return {
        query: ((text: string, values: unknown[]) =>
          inQuerySpan(text, () => query(text, values))) as unknown as PostgresPoolClient["query"],
        release: () => client.release(broken),
      };
    },
    end: () => pool.end(),
  };
}
