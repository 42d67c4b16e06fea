import type { Database } from "./database/database.ts";
import type { StoredEvent } from "./events/event.ts";
import { createPostingLanes, type WriteMessage } from "./messages/posting-lanes.ts";
import { createThreadChannels, type FindThreadChannel } from "./messages/thread-channels.ts";

/** What every use-case needs. Built once a process. */
export interface Context {
  readonly db: Database;
  /** Hands committed events to the stream. Never throws, never waits: the relay finds what it loses. */
  readonly publish: (events: readonly StoredEvent[]) => void;
  readonly writeMessage: WriteMessage;
  readonly findThreadChannel: FindThreadChannel;
  readonly now: () => Date;
}

export function createContext(db: Database, publish: Context["publish"]): Context {
  return {
    db,
    publish,
    writeMessage: createPostingLanes(db),
    findThreadChannel: createThreadChannels(db),
    now: () => new Date(),
  };
}
