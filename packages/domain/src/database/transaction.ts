import type { Context } from "../context.ts";
import { ChatError } from "../errors.ts";
import type { StoredEvent } from "../events/event.ts";
import type { Tx } from "./database.ts";
import { isLockLost } from "./sqlstate.ts";

/** What a transaction has done. */
export interface Work<T> {
  readonly result: T;
  readonly events: readonly StoredEvent[];
}

/**
 * One transaction; its events go to the stream right after the commit, never
 * before. A channel that somebody else holds for too long is `busy`.
 */
export async function commit<T>(
  ctx: Pick<Context, "db" | "publish">,
  work: (tx: Tx) => Promise<Work<T>>,
): Promise<T> {
  try {
    const { result, events } = await ctx.db.transaction().execute(work);
    ctx.publish(events.map((event) => [event]));
    return result;
  } catch (error) {
    if (isLockLost(error)) {
      throw new ChatError("busy", "the channel is being changed; try again", { cause: error });
    }
    throw error;
  }
}
