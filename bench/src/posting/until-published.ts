import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

const POLL_MS = 20;

/** The outbox is cleared after the answers: its cost belongs to the window. */
export async function untilPublished(pool: pg.Pool): Promise<void> {
  while ((await pool.query("select 1 from chat_outbox limit 1")).rowCount) {
    await sleep(POLL_MS);
  }
}
