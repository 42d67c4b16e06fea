import pg from "pg";

/** How long a caller waits for a connection before it is told that the service is busy. */
const CONNECTION_WAIT_MS = 5_000;
const IDLE_MS = 30_000;
const STATEMENT_MS = 30_000;

const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
const JSON_TEXT = 114;

/**
 * Values as the service wants them: `bigint` as number (no counter here comes
 * near 2^53), timestamps as Postgres writes them only where SQL formats them,
 * `json` as text, because it is sent on as it is.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    switch (oid) {
      case INT8:
        return Number;
      case DATE:
      case JSON_TEXT:
        return (value: string) => value;
      case TIMESTAMPTZ:
        return (value: string) => new Date(value);
      default:
        return pg.types.getTypeParser(oid, format as "text");
    }
  }) as typeof pg.types.getTypeParser,
};

/** No session state is relied on, so the pool may stand behind PgBouncer in transaction mode. */
export function createPool(connectionString: string, size: number, name: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: size,
    application_name: name,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    idleTimeoutMillis: IDLE_MS,
    query_timeout: STATEMENT_MS,
    keepAlive: true,
    types,
  });
  // A connection that breaks in use rejects its query, and emits an error besides,
  // which nobody hears while it is checked out: unheard, it would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  // One that breaks while nobody uses it is left to the pool, which opens another when it is needed.
  pool.on("error", () => undefined);
  return pool;
}
