import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import { lexemesOf } from "./analysis/lexemes.ts";
import { toVector } from "./analysis/vector.ts";
import {
  type IndexedMessage,
  listMessagesToIndex,
  listUnindexedMessages,
  type MessageKey,
  type MessageVector,
  refreshThreadTraits,
  writeSearchRows,
} from "./search-index.repository.ts";

/**
 * Makes messages findable as they are now. Reads each anew and writes only what
 * is newer than what stands there, so that it can be repeated, and run by
 * several at once, in any order.
 *
 * @returns how many were written
 */
export async function indexMessages(
  { db }: { db: Database },
  keys: readonly MessageKey[],
  { again = false } = {},
): Promise<number> {
  const messages = await listMessagesToIndex(db, keys, again);
  if (messages.length === 0) {
    return 0;
  }
  const written = await writeSearchRows(db, messages.map(toMessageVector));
  await refreshThreadTraits(db, messages);
  return written;
}

function toMessageVector({ orgId, id, version, content, deleted }: IndexedMessage): MessageVector {
  return { orgId, id, version, vector: deleted ? null : toVector(lexemesOf(content)) };
}

/** Messages whose job was lost, or has not come yet, of all organisations. */
export function findUnindexedMessages({ db }: { db: Database }): Promise<MessageKey[]> {
  return listUnindexedMessages(db, limits.SEARCH_SWEEP_MESSAGES_MAX);
}
