import { limits } from "@chat/contract";
import type { Context } from "../context.ts";
import {
  claimSearchRemovals,
  deleteSearchRows,
  type SearchRemoval,
  settleSearchRemoval,
} from "./search-removals.repository.ts";

type RemovalContext = Pick<Context, "db" | "now">;

/**
 * Removes what search has of deleted channels, a bounded number of rows at a
 * time, and what was left goes next time. Nobody finds it any more as it is;
 * its words are not to be kept either. Returns how many rows went.
 */
export async function removeDeletedChannels(ctx: RemovalContext): Promise<number> {
  const now = ctx.now();
  const until = new Date(now.getTime() + limits.SEARCH_REMOVAL_LEASE_MS);
  const removals = await claimSearchRemovals(
    ctx.db,
    { now, until },
    limits.SEARCH_REMOVAL_CHANNELS_MAX,
  );
  let removed = 0;
  for (const removal of removals) {
    removed += await removeChannel(ctx, removal);
  }
  return removed;
}

async function removeChannel({ db, now }: RemovalContext, removal: SearchRemoval): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < limits.SEARCH_REMOVAL_BATCHES_MAX; batch += 1) {
    const rows = await deleteSearchRows(db, removal, limits.SEARCH_REMOVAL_ROWS_MAX);
    removed += rows;
    if (rows < limits.SEARCH_REMOVAL_ROWS_MAX) {
      const again = new Date(now().getTime() + limits.SEARCH_REMOVAL_AGAIN_MS);
      await settleSearchRemoval(db, removal, again);
      break;
    }
  }
  return removed;
}
