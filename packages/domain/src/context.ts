import type { Database } from "./database/database.ts";
import type { SendSignal } from "./ephemeral/signals.ts";
import type { PublishRuns } from "./events/event.ts";
import { createPostingLanes, type WriteMessage } from "./messages/posting-lanes.ts";
import { createThreadChannels, type FindThreadChannel } from "./messages/thread-channels.ts";
import type { FindConnected } from "./presence/connection-store.ts";

/** What every use-case needs. Built once a process. */
export interface Context {
  readonly db: Database;
  readonly publish: PublishRuns;
  readonly writeMessage: WriteMessage;
  readonly findThreadChannel: FindThreadChannel;
  readonly signal: SendSignal;
  readonly findConnected: FindConnected;
  readonly now: () => Date;
}

/** What of the context goes to Redis or comes from it. */
export type RedisPorts = Pick<Context, "publish" | "signal" | "findConnected">;

export function createContext(db: Database, redis: RedisPorts): Context {
  return {
    db,
    ...redis,
    writeMessage: createPostingLanes(db, redis.publish),
    findThreadChannel: createThreadChannels(db),
    now: () => new Date(),
  };
}
