import { type RawBuilder, sql } from "kysely";
import pg from "pg";
import type { Database } from "./database.ts";

/**
 * Runs a query that Postgres itself ends after so long, in one round trip and
 * without a trace in the session: limit and query are one message, and so one
 * transaction. Such a message has no parameters; they are written into it as literals.
 *
 * @throws error with SQLSTATE 57014 when the time is up
 */
export async function executeWithin<Row>(
  db: Database,
  timeoutMs: number,
  query: RawBuilder<unknown>,
): Promise<Row[]> {
  const { sql: text, parameters } = query.compile(db);
  const written = text.replaceAll(/\$(\d+)/g, (_, number) =>
    toLiteral(parameters[Number(number) - 1]),
  );
  const limited = `set local statement_timeout = ${timeoutMs}; ${written}`;
  const { rows } = await sql.raw<Row>(limited).execute(db);
  return rows;
}

function toLiteral(value: unknown): string {
  switch (typeof value) {
    case "string":
      return pg.escapeLiteral(value);
    case "number":
    case "boolean":
      return String(value);
    default:
      if (value === null) {
        return "null";
      }
      throw new TypeError(`${typeof value} is not written as a literal`);
  }
}
