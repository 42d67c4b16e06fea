import { limits } from "@chat/contract";
import { v7 as uuidv7 } from "uuid";
import type { Context } from "../context.ts";
import { listEditsToNotify } from "./notification-edits.repository.ts";
import { advanceSweep, listSweptSlices } from "./notification-sweep.repository.ts";

/** Where the first sweep of an organisation begins: so many times the age at which a job counts as lost. */
const FIRST_SWEEP_AGES = 5;
const LOWEST = { random: new Uint8Array(16), seq: 0 };

/**
 * Finds messages that should have been notified of and were not, since Redis
 * lost their jobs or these failed for good. What it has passed, it does not
 * look at again.
 */
export async function sweepNotifications(
  ctx: Pick<Context, "db" | "now">,
): Promise<{ orgId: string; messageId: string }[]> {
  const before = (ms: number) => uuidv7({ msecs: ctx.now().getTime() - ms, ...LOWEST });
  const ids = {
    oldest: before(limits.NOTIFICATION_AGE_MS_MAX),
    first: before(FIRST_SWEEP_AGES * limits.NOTIFICATION_SWEEP_AGE_MS),
    newest: before(limits.NOTIFICATION_SWEEP_AGE_MS),
  };
  const slices = await listSweptSlices(ctx.db, ids, limits.NOTIFICATION_SWEEP_MESSAGES_MAX);
  for (const { orgId, afterId, lastId, missing } of slices) {
    await advanceSweep(ctx.db, orgId, missing.length === 0 ? lastId : afterId);
  }
  return slices.flatMap(({ orgId, missing }) => missing.map((messageId) => ({ orgId, messageId })));
}

/** Finds edits that should have been told of and were not. */
export async function sweepEdits({
  db,
  now,
}: Pick<Context, "db" | "now">): Promise<{ orgId: string; messageId: string }[]> {
  const before = new Date(now().getTime() - limits.NOTIFICATION_SWEEP_AGE_MS);
  return listEditsToNotify(db, before, limits.NOTIFICATION_SWEEP_MESSAGES_MAX);
}
