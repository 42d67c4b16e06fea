import { setImmediate } from "node:timers/promises";
import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import { lexemesOf } from "./analysis/lexemes.ts";
import { toVector } from "./analysis/vector.ts";
import type { MessageKey } from "./message-key.ts";
import {
  type IndexedMessage,
  listMessagesToIndex,
  listUnindexedMessages,
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
  // Before they count as indexed: whoever dies in between does both again.
  await refreshThreadTraits(db, messages);
  return writeSearchRows(db, await toMessageVectors(messages));
}

/** Long texts take their time: others have their turn in between. */
async function toMessageVectors(messages: readonly IndexedMessage[]): Promise<MessageVector[]> {
  const vectors: MessageVector[] = [];
  let units = 0;
  for (const { orgId, id, version, content, deleted } of messages) {
    vectors.push({ orgId, id, version, vector: deleted ? null : toVector(lexemesOf(content)) });
    units += content.length;
    if (units > limits.SEARCH_INDEX_SLICE_LENGTH) {
      units = 0;
      await setImmediate();
    }
  }
  return vectors;
}

/** Messages whose job was lost, or has not come yet, of all organisations. */
export function findUnindexedMessages({ db }: { db: Database }): Promise<MessageKey[]> {
  return listUnindexedMessages(db, limits.SEARCH_SWEEP_MESSAGES_MAX);
}
