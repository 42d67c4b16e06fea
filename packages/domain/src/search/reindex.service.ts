import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import type { MessageKey } from "./message-key.ts";
import { deletePosition, findPosition, savePosition } from "./reindex.repository.ts";
import { estimateMessages, listMessageKeysAfter } from "./search-index.repository.ts";
import { indexMessages } from "./search-index.service.ts";

const BEGINNING: MessageKey = {
  orgId: "00000000-0000-0000-0000-000000000000",
  id: "00000000-0000-0000-0000-000000000000",
};

export interface Reindexing {
  /** Messages looked at so far, those of an interrupted run included. */
  readonly done: number;
  /** About how many there are. */
  readonly total: number;
}

/**
 * Indexes every message of every organisation again, a batch at each step,
 * while the service runs. Where it came to is kept with each batch: who starts
 * it again, after whatever end, goes on from there.
 */
export async function* reindexMessages({ db }: { db: Database }): AsyncGenerator<Reindexing> {
  const total = await estimateMessages(db);
  let { key, done } = (await findPosition(db)) ?? { key: BEGINNING, done: 0 };
  for (;;) {
    const keys = await listMessageKeysAfter(db, key, limits.SEARCH_INDEX_BATCH_MAX);
    const last = keys.at(-1);
    if (last === undefined) {
      await deletePosition(db);
      return;
    }
    await indexMessages({ db }, keys, { again: true });
    key = last;
    done += keys.length;
    await savePosition(db, { key, done });
    yield { done, total: Math.max(total, done) };
  }
}
