import { limits } from "@chat/contract";
import type { Context } from "../context.ts";
import { deleteOldKeys } from "./idempotency.repository.ts";

/** Removes keys that count no more, a bounded number at a time; returns how many. */
export async function removeOldIdempotencyKeys(ctx: Pick<Context, "db">): Promise<number> {
  const { IDEMPOTENCY_KEY_HOURS: hours, IDEMPOTENCY_CLEANUP_ROWS_MAX: rows } = limits;
  let removed = 0;
  for (let batch = 0; batch < limits.IDEMPOTENCY_CLEANUP_BATCHES_MAX; batch += 1) {
    const deleted = await deleteOldKeys(ctx.db, hours, rows);
    removed += deleted;
    if (deleted < rows) {
      break;
    }
  }
  return removed;
}
