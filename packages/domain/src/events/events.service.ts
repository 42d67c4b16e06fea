import type { Context } from "../context.ts";
import {
  addPartitions,
  countPartitionDaysAhead,
  dropPartition,
  listExpiredPartitions,
} from "./events.repository.ts";

/**
 * Keeps the log's partitions: those of the days ahead are made, those past
 * their retention removed. Safe to run at any time, by any number of workers.
 */
export async function maintainPartitions(
  ctx: Pick<Context, "db">,
  days: { ahead: number; retention: number },
): Promise<{ added: number; removed: string[] }> {
  const added = await addPartitions(ctx.db, days.ahead);
  const removed = await listExpiredPartitions(ctx.db, days.retention);
  for (const name of removed) {
    await dropPartition(ctx.db, name);
  }
  return { added, removed };
}

/** @throws when the log would soon have nowhere to write. */
export async function checkPartitions(ctx: Pick<Context, "db">, daysMin: number): Promise<void> {
  const days = await countPartitionDaysAhead(ctx.db);
  if (days < daysMin) {
    throw new Error(`the event log has partitions for ${days} days ahead, ${daysMin} are needed`);
  }
}
