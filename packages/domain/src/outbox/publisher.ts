import { limits } from "@chat/contract";
import type { Database } from "../database/database.ts";
import type { EventRun } from "../events/event.ts";
import { createBatches } from "./batches.ts";
import { deletePublished } from "./outbox.repository.ts";
import type { RedisClient } from "./redis-client.ts";
import { appendRuns } from "./stream-writer.ts";
import { groupOfChannel, type StreamLayout } from "./streams.ts";

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
 * In a cluster each group of streams has batches of its own, so that nobody
 * waits for a node that is away but who has to.
 *
 * @param onFailure told of an error and how many rows of the outbox it leaves
 */
export function createPublisher(
  db: Database,
  redis: RedisClient,
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
  const append = async (batch: readonly EventRun[]) => {
    try {
      const appended = await appendRuns(redis, layout, batch);
      cleanUp.add(appended);
      if (appended.length < batch.length) {
        onFailure(new Error("redis took only a part"), batch.length - appended.length);
      }
    } catch (error) {
      onFailure(error, batch.length);
    }
  };
  const lanes = Array.from({ length: redis.isCluster ? layout.groups : 1 }, () =>
    createBatches<EventRun>({ ...bounds, sizeOf }, append),
  );
  const laneOf = ([{ channelId }]: EventRun) => groupOfChannel(layout, channelId) % lanes.length;

  return {
    publish(runs) {
      for (const [lane, ofLane] of Map.groupBy(runs, laneOf)) {
        const left = lanes[lane]?.add(ofLane) ?? ofLane;
        if (left.length > 0) {
          onFailure(new Error("too many events wait for redis"), left.length);
        }
      }
    },
    async flush() {
      await Promise.all(lanes.map((lane) => lane.idle()));
      await cleanUp.idle();
    },
  };
}
