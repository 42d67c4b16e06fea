import type pg from "pg";

const TIMES = 20;
const SETTLE_POLL_MS = 20;

/** Pages of tables and indexes, of the service's own, that one read touches; of so many, the mean. */
export async function buffersOf(pool: pg.Pool, read: () => Promise<void>): Promise<number> {
  // What is read only once, such as who calls, is not counted.
  await read();
  const before = await touched(pool);
  for (let times = 0; times < TIMES; times += 1) {
    await read();
  }
  return ((await touched(pool)) - before) / TIMES;
}

/** Servers of a connection report at its end what they have read, so all but this one are ended. */
async function touched(pool: pg.Pool): Promise<number> {
  const others =
    "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
  await pool.query(`select pg_terminate_backend(pid) ${others}`);
  while ((await pool.query(`select 1 ${others}`)).rowCount) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_POLL_MS));
  }
  const { rows } = await pool.query<{ pages: number }>(
    `select sum(heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit + idx_blks_read, 0)
       + coalesce(toast_blks_hit + toast_blks_read + tidx_blks_hit + tidx_blks_read, 0))::float8
       as pages
     from pg_statio_user_tables`,
  );
  return rows[0]?.pages ?? Number.NaN;
}
