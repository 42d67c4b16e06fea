import type { Context } from "../context.ts";
import {
  addPartitions,
  countPartitionDaysAhead,
  dropPartition,
  listExpiredPartitions,
} from "./events.repository.ts";

/**
 * Keeps the log's partitions: those of the days ahead are made, those past
 * their retention removed. Of two workers that remove at the same moment one
 * fails, and leaves what is left to the next run.
 */
export async function maintainPartitions(
  ctx: Pick<Context, "db">,
  days: { ahead: number; retention: number },
): Promise<{ added: number; removed: string[] }> {
  const added = await addPartitions(ctx.db, days.ahead);
  const removed: string[] = [];
  for (const partition of await listExpiredPartitions(ctx.db, days.retention)) {
    await dropPartition(ctx.db, partition);
    removed.push(partition.name);
  }
  return { added, removed };
}

/** Days after today for which the log has somewhere to write. */
export function getPartitionDaysAhead(ctx: Pick<Context, "db">): Promise<number> {
  return countPartitionDaysAhead(ctx.db);
}

/** @throws when the log would soon have nowhere to write. */
export async function checkPartitions(ctx: Pick<Context, "db">, daysMin: number): Promise<void> {
  const days = await countPartitionDaysAhead(ctx.db);
  if (days < daysMin) {
    throw new Error(`the event log has partitions for ${days} days ahead, ${daysMin} are needed`);
  }
}
