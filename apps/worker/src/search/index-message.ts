import { limits } from "@chat/contract";
import { type Database, findUnindexedMessages, indexMessages, type MessageKey } from "@chat/domain";
import type { DispatchedEvent, JobKind, NewJob } from "../jobs/job-kind.ts";
import { createSharedBatches } from "./shared-batches.ts";

/**
 * Makes a message findable as it is now. What a job finds indexed already, it
 * leaves alone; many at once share their statements.
 */
export function indexMessageJobs(db: Database): JobKind<MessageKey> {
  const index = createSharedBatches<MessageKey>(
    "index messages",
    { batch: limits.SEARCH_INDEX_BATCH_MAX, waiting: 2 * limits.SEARCH_INDEX_JOBS_MAX },
    (keys) => indexMessages({ db }, keys),
  );
  return {
    name: "index-message",
    events: ["message", "message_update", "message_delete", "pin", "reaction"],
    toJob: jobOfEvent,
    attempts: 5,
    backoffMs: 1_000,
    concurrency: limits.SEARCH_INDEX_JOBS_MAX,
    timeoutMs: 30_000,
    process: index,
    sweeps: [
      {
        name: "sweep of unindexed messages",
        intervalMs: limits.SEARCH_SWEEP_MS,
        async findDue() {
          const due = await findUnindexedMessages({ db });
          return due.map((key) => ({ id: `${key.id}-swept`, data: key }));
        },
      },
    ],
  };
}

/** With the event's number in its id: an earlier job may have read what the event changed. */
function jobOfEvent({ orgId, seq, payload }: DispatchedEvent): NewJob<MessageKey> {
  const { id, message_id: messageId } = payload as { id?: string; message_id?: string };
  const changed = messageId ?? id;
  if (changed === undefined) {
    throw new TypeError("an event of a message without its id");
  }
  return { id: `${changed}-${seq}`, data: { orgId, id: changed } };
}
