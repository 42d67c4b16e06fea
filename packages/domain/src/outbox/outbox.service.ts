import type { Database } from "../database/database.ts";
import { measureOutbox } from "./outbox.repository.ts";

export interface OutboxState {
  readonly depth: number;
  /** Of the oldest event; 0 where there is none. */
  readonly ageSeconds: number;
}

/** How far publishing lags behind committing, over all organisations. */
export function getOutboxState(db: Database): Promise<OutboxState> {
  return measureOutbox(db);
}
