import type { Database } from "./database/database.ts";
import type { StoredEvent } from "./events/event.ts";

/** What every use-case needs. Built once a process. */
export interface Context {
  readonly db: Database;
  /** Hands committed events to the stream. Never throws, never waits: the relay finds what it loses. */
  readonly publish: (events: readonly StoredEvent[]) => void;
  readonly now: () => Date;
}
