import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import { isAnswered, isLockLost, isUnsent } from "../database/sqlstate.ts";
import { ChatError } from "../errors.ts";
import { type NewMessage, type PostedRow, postMessages } from "./posting.repository.ts";

/** Writes a message and tells what became of it. */
export type WriteMessage = (orgId: string, message: NewMessage) => Promise<PostedRow>;

interface Waiting {
  readonly message: NewMessage;
  readonly resolve: (row: PostedRow) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Posts of one channel take turns anyway, at its row lock. So a process sends
 * one statement a channel at a time, and what waits meanwhile goes together in
 * the next: a lone post goes at once, a busy channel in batches, and a channel
 * that somebody holds takes one connection, however many post in it.
 */
export function createPostingLanes(db: Database): WriteMessage {
  const lanes = new Map<string, Waiting[]>();
  let waitingCount = 0;

  async function run(orgId: string, key: string, lane: Waiting[]): Promise<void> {
    while (lane.length > 0) {
      const batch = lane.splice(0, limits.POST_BATCH_ROWS_MAX);
      waitingCount -= batch.length;
      await settle(db, orgId, batch);
    }
    lanes.delete(key);
  }

  return (orgId, message) => {
    if (waitingCount >= limits.POST_WAITING_MAX) {
      return Promise.reject(new ChatError("busy"));
    }
    return new Promise((resolve, reject) => {
      const key = `${orgId}/${message.channelId}`;
      const waiting = { message, resolve, reject };
      waitingCount += 1;
      const lane = lanes.get(key);
      if (lane) {
        lane.push(waiting);
        return;
      }
      const opened = [waiting];
      lanes.set(key, opened);
      void run(orgId, key, opened);
    });
  };
}

/** Answers each of the batch on its own. Never rejects. */
async function settle(db: Database, orgId: string, batch: readonly Waiting[]): Promise<void> {
  try {
    const messages = batch.map(({ message }) => message);
    const rows = await writeUntilKnown(db, orgId, messages);
    const byPosition = new Map(rows.map((row) => [row.position, row]));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const row = byPosition.get(index + 1);
      if (row) {
        resolve(row);
      } else {
        reject(new Error("a post was answered without a row"));
      }
    }
  } catch (error) {
    if (batch.length > 1 && isAnswered(error)) {
      // One of them does not pass. Alone, each is answered for itself.
      for (const waiting of batch) {
        await settle(db, orgId, [waiting]);
      }
      return;
    }
    for (const { reject } of batch) {
      reject(error);
    }
  }
}

/**
 * When the connection dies, the commit may or may not have happened. The same
 * call with the same ids waits for the lock of whatever is still running, finds
 * the messages or writes them, and so turns the unknown into an answer.
 */
async function writeUntilKnown(
  db: Database,
  orgId: string,
  messages: readonly NewMessage[],
): Promise<PostedRow[]> {
  let lost: unknown;
  for (let tries = 1; tries <= limits.POST_OUTCOME_TRIES_MAX; tries += 1) {
    try {
      return await postMessages(db, orgId, messages);
    } catch (error) {
      if (isLockLost(error)) {
        throw new ChatError("busy", "the channel is being changed; try again", { cause: error });
      }
      const wasSent = lost !== undefined;
      if (isAnswered(error) || (isUnsent(error) && !wasSent)) {
        throw error;
      }
      lost ??= error;
      await sleep(limits.POST_OUTCOME_WAIT_MS * tries);
    }
  }
  throw new ChatError("outcome_unknown", undefined, { cause: lost });
}
