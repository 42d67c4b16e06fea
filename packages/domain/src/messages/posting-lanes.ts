import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import { ChatError } from "../errors.ts";
import type { PublishRuns } from "../events/event.ts";
import type { NewMessage, PostedRow } from "./posting.repository.ts";
import { settle, type Waiting } from "./posting-batch.ts";

/** Writes a message and tells what became of it; its event is on its way to the stream then. */
export type WriteMessage = (orgId: string, message: NewMessage) => Promise<PostedRow>;

/**
 * Posts of one channel take turns anyway, at its row lock. So a process sends
 * one statement a channel at a time, and what waits meanwhile goes together in
 * the next: a lone post goes at once, a busy channel in batches, and a channel
 * that somebody holds takes one connection, however many post in it.
 */
export function createPostingLanes(db: Database, publish: PublishRuns): WriteMessage {
  const lanes = new Map<string, Waiting[]>();
  let waitingCount = 0;

  async function run(orgId: string, key: string, lane: Waiting[]): Promise<void> {
    while (lane.length > 0) {
      const posts = lane.splice(0, limits.POST_BATCH_ROWS_MAX);
      waitingCount -= posts.length;
      await settle({ db, publish }, { orgId, posts, skipHeld: false });
    }
    lanes.delete(key);
  }

  return (orgId, message) => {
    if (waitingCount >= limits.POST_WAITING_MAX) {
      return Promise.reject(new ChatError("busy"));
    }
    return new Promise((resolve, reject) => {
      const key = `${orgId}/${message.channelId}`;
      const waiting = { message, resolve, reject, again: false };
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
