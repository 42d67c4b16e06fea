import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import { claimLeftovers, deletePublished } from "./outbox.repository.ts";
import type { RedisClient } from "./redis-client.ts";
import { appendRuns } from "./stream-writer.ts";
import type { StreamLayout } from "./streams.ts";

/**
 * Publishes one batch of what dying processes left in the outbox; the claim
 * and the clean-up are one transaction, so a relay that dies leaves the rest
 * to the next. At least once: readers drop what they have had by its `seq`.
 *
 * @returns how many rows left the outbox
 */
export async function relayLeftovers(
  db: Database,
  redis: RedisClient,
  layout: StreamLayout,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const leftovers = await claimLeftovers(
      tx,
      limits.OUTBOX_RELAY_AGE_MS,
      limits.OUTBOX_BATCH_EVENTS_MAX,
    );
    if (leftovers.length === 0) {
      return 0;
    }
    const appended = await appendRuns(
      redis,
      layout,
      leftovers.map(({ events }) => events),
    );
    const taken = new Set(appended);
    const done = leftovers.filter(({ events }) => taken.has(events));
    if (done.length > 0) {
      await deletePublished(tx, done);
    }
    return done.length;
  });
}
