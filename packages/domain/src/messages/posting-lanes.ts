import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import { ChatError } from "../errors.ts";
import type { PublishRuns } from "../events/event.ts";
import type { NewMessage, PostedRow } from "./posting.repository.ts";
import { settle } from "./posting-batch.ts";
import { createPostingQueue, type Taken } from "./posting-queue.ts";

/** Writes a message and tells what became of it; its event is on its way to the stream then. */
export type WriteMessage = (orgId: string, message: NewMessage) => Promise<PostedRow>;

/**
 * A lone post goes at once. While as many statements are under way as there may
 * be, posts wait, and go together in the next: so batches grow with the load.
 *
 * A statement of one channel may wait for whoever else holds it; one of them
 * may not be of that kind, so that posts to channels that are free never wait
 * for one that is not, however many are held.
 */
export function createPostingLanes(db: Database, publish: PublishRuns): WriteMessage {
  const queue = createPostingQueue();
  let unanswered = 0;
  let statements = 0;
  let patient = 0;

  async function run(taken: Taken): Promise<void> {
    const { orgId, posts, isPatient } = taken;
    statements += 1;
    patient += isPatient ? 1 : 0;
    const held = await settle({ db, publish }, { orgId, posts, skipHeld: !isPatient });
    statements -= 1;
    patient -= isPatient ? 1 : 0;
    unanswered -= posts.length - held.length;
    queue.put(taken, held);
    fill();
  }

  function fill(): void {
    while (statements < limits.POST_STATEMENTS_MAX) {
      const taken = queue.take(patient < limits.POST_STATEMENTS_MAX - 1);
      if (!taken) {
        return;
      }
      void run(taken);
    }
  }

  return (orgId, message) => {
    if (unanswered >= limits.POST_WAITING_MAX) {
      return Promise.reject(new ChatError("busy"));
    }
    return new Promise((resolve, reject) => {
      unanswered += 1;
      queue.add(orgId, { message, resolve, reject, again: false });
      fill();
    });
  };
}
