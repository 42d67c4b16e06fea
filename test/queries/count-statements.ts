import type pg from "pg";

/**
 * Counts what is sent over the pool's connections from now on; to be called
 * while none of them is in use.
 */
export function countStatements(pool: pg.Pool): () => number {
  let count = 0;
  const seen = new WeakSet<pg.PoolClient>();
  pool.on("acquire", (client) => {
    if (seen.has(client)) {
      return;
    }
    seen.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      count += 1;
      return query(...args);
    }) as pg.PoolClient["query"];
  });
  return () => count;
}
