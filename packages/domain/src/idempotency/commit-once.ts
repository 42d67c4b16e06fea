import { limits } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../database/database.ts";
import { isConnectionLost } from "../database/sqlstate.ts";
import { commit, type Work } from "../database/transaction.ts";
import { ChatError } from "../errors.ts";
import { findKey, saveKey, tryLockKey } from "./idempotency.repository.ts";

/** What a request says so that it can be repeated. */
export interface IdempotencyKey {
  readonly key: string;
  /** Operation and parameters: the same key elsewhere is another one. */
  readonly route: string;
  /** Of the body: the same for equal ones. */
  readonly fingerprint: string;
}

export interface Once<T> {
  /** True: an earlier request with this key did it; nothing was done now. */
  readonly repeated: boolean;
  readonly result: T;
}

/**
 * A transaction that is done once for a key, however often and however
 * concurrently it is asked for. The key is written in the transaction of its
 * work, so there is a row exactly where something was done. `result` is kept
 * as JSON: ids, by which a repetition reads what they name as it is now.
 *
 * @throws {ChatError} `idempotency_in_flight`, `idempotency_mismatch`, `outcome_unknown`
 */
export async function commitOnce<T>(
  ctx: Context,
  actor: Actor,
  idempotency: IdempotencyKey | undefined,
  work: (tx: Tx) => Promise<Work<T>>,
): Promise<Once<T>> {
  try {
    return await commit(ctx, (tx) =>
      idempotency ? doOnce(tx, actor, idempotency, work) : doUnkeyed(tx, work),
    );
  } catch (error) {
    throw isConnectionLost(error)
      ? new ChatError("outcome_unknown", undefined, { cause: error })
      : error;
  }
}

async function doUnkeyed<T>(tx: Tx, work: (tx: Tx) => Promise<Work<T>>): Promise<Work<Once<T>>> {
  const { result, events } = await work(tx);
  return { result: { repeated: false, result }, events };
}

async function doOnce<T>(
  tx: Tx,
  { orgId, userId }: Actor,
  { key, route, fingerprint }: IdempotencyKey,
  work: (tx: Tx) => Promise<Work<T>>,
): Promise<Work<Once<T>>> {
  const scope = { orgId, userId, route, key };
  if (!(await tryLockKey(tx, scope))) {
    throw new ChatError("idempotency_in_flight");
  }
  // In a statement of its own, whose snapshot is younger than the lock.
  const known = await findKey(tx, scope, limits.IDEMPOTENCY_KEY_HOURS);
  if (!known) {
    const done = await doUnkeyed(tx, work);
    await saveKey(tx, scope, { fingerprint, result: JSON.stringify(done.result.result) });
    return done;
  }
  if (known.fingerprint !== fingerprint) {
    throw new ChatError("idempotency_mismatch");
  }
  return { result: { repeated: true, result: JSON.parse(known.result) as T }, events: [] };
}
