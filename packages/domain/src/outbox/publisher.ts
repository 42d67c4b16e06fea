import { limits } from "@chat/contract";
import type { Redis } from "ioredis";
import type { Database } from "../database/database.ts";
import type { StoredEvent } from "../events/event.ts";
import { deletePublished } from "./outbox.repository.ts";
import { appendEvents } from "./stream-writer.ts";
import type { StreamLayout } from "./streams.ts";

export interface Publisher {
  publish(events: readonly StoredEvent[]): void;
  /** Resolves when all that was handed in is in the stream, or left to the relay. */
  flush(): Promise<void>;
}

/**
 * Appends committed events to their streams and clears them from the outbox,
 * both in batches, one batch at a time. Whatever fails stays in the outbox,
 * where the relay finds it: nothing is retried here.
 */
export function createPublisher(
  db: Database,
  redis: Redis,
  layout: StreamLayout,
  onFailure: (error: unknown, events: number) => void,
): Publisher {
  let pending: StoredEvent[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (pending.length > 0) {
      const batch = pending.slice(0, limits.OUTBOX_BATCH_EVENTS_MAX);
      pending = pending.slice(batch.length);
      await publishBatch(batch);
    }
    running = undefined;
  }

  async function publishBatch(batch: readonly StoredEvent[]): Promise<void> {
    try {
      const appended = await appendEvents(redis, layout, batch);
      if (appended.length > 0) {
        await deletePublished(db, appended);
      }
      if (appended.length < batch.length) {
        onFailure(new Error("redis took only a part"), batch.length - appended.length);
      }
    } catch (error) {
      onFailure(error, batch.length);
    }
  }

  return {
    publish(events) {
      const room = Math.max(0, limits.OUTBOX_PENDING_EVENTS_MAX - pending.length);
      const taken = events.slice(0, room);
      if (taken.length < events.length) {
        onFailure(new Error("too many events wait for redis"), events.length - taken.length);
      }
      pending.push(...taken);
      // Without anything to do it would end before it is noted as running.
      if (pending.length > 0) {
        running ??= run();
      }
    },
    async flush() {
      await running;
    },
  };
}
