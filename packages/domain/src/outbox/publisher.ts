import { limits } from "@chat/contract";
import type { Redis } from "ioredis";
import type { Database } from "../database/database.ts";
import type { EventRun } from "../events/event.ts";
import { createBatches } from "./batches.ts";
import { deletePublished } from "./outbox.repository.ts";
import { appendRuns } from "./stream-writer.ts";
import type { StreamLayout } from "./streams.ts";

export interface Publisher {
  publish(runs: readonly EventRun[]): void;
  /** Resolves when all that was handed in is in the stream, or left to the relay. */
  flush(): Promise<void>;
}

/**
 * Appends committed events to their streams and clears them from the outbox,
 * both in batches, the clean-up never in the way of the appends. Whatever
 * fails stays in the outbox, where the relay finds it: nothing is retried here.
 *
 * @param onFailure told of an error and how many rows of the outbox it leaves
 */
export function createPublisher(
  db: Database,
  redis: Redis,
  layout: StreamLayout,
  onFailure: (error: unknown, rows: number) => void,
): Publisher {
  const bounds = {
    batch: limits.OUTBOX_BATCH_EVENTS_MAX,
    waiting: limits.OUTBOX_PENDING_EVENTS_MAX,
  };
  const cleanUp = createBatches<EventRun>(bounds, (batch) =>
    deletePublished(
      db,
      batch.map(([first]) => first),
    ).catch((error: unknown) => onFailure(error, batch.length)),
  );
  const sizeOf = (run: EventRun) => run.length;
  const append = createBatches<EventRun>({ ...bounds, sizeOf }, async (batch) => {
    try {
      const appended = await appendRuns(redis, layout, batch);
      cleanUp.add(appended);
      if (appended.length < batch.length) {
        onFailure(new Error("redis took only a part"), batch.length - appended.length);
      }
    } catch (error) {
      onFailure(error, batch.length);
    }
  });

  return {
    publish(runs) {
      const left = append.add(runs);
      if (left.length > 0) {
        onFailure(new Error("too many events wait for redis"), left.length);
      }
    },
    async flush() {
      await append.idle();
      await cleanUp.idle();
    },
  };
}
