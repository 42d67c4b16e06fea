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
 * A post for which nothing is under way goes at once. What comes meanwhile
 * waits, and goes together in the next statement: so batches grow with the load.
 *
 * A statement of many channels leaves out those that somebody holds, and so
 * waits for nobody. Posts to these go again, a channel at a time, in
 * statements of another kind, which wait: a channel that is held delays only
 * its own posts.
 */
export function createPostingLanes(db: Database, publish: PublishRuns): WriteMessage {
  const queue = createPostingQueue();
  let unanswered = 0;
  let patient = 0;
  let impatient = 0;

  async function run(taken: Taken): Promise<void> {
    const { orgId, posts, isPatient } = taken;
    const held = await settle({ db, publish }, { orgId, posts, skipHeld: !isPatient });
    patient -= isPatient ? 1 : 0;
    impatient -= isPatient ? 0 : 1;
    unanswered -= posts.length - held.length;
    queue.put(taken, held);
    fill();
  }

  function next(): Taken | undefined {
    const held = patient < limits.POST_PATIENT_STATEMENTS_MAX ? queue.takeHeld() : undefined;
    if (held !== undefined || impatient >= limits.POST_STATEMENTS_MAX) {
      return held;
    }
    const lone = patient + impatient === 0 ? queue.takeLone() : undefined;
    return lone ?? queue.takeTogether();
  }

  function fill(): void {
    for (let taken = next(); taken !== undefined; taken = next()) {
      patient += taken.isPatient ? 1 : 0;
      impatient += taken.isPatient ? 0 : 1;
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
