/** A durable event as the log has it, and as it goes to the stream. */
export interface StoredEvent {
  readonly orgId: string;
  readonly channelId: string;
  readonly seq: number;
  /** Day of the log's partition, `YYYY-MM-DD`. */
  readonly day: string;
  readonly type: string;
  /** The user whose access the event changes; null for most. */
  readonly userId: string | null;
  /** The WebSocket text frame, encoded once. */
  readonly frame: string;
  /** The span that the event belongs to, as it travels; null: none is recorded. */
  readonly trace: string | null;
}

/** Successive events of a channel that share a row of the outbox; never empty. */
export type EventRun = readonly [StoredEvent, ...StoredEvent[]];

/** Hands committed events to the stream. Never throws, never waits: the relay finds what it loses. */
export type PublishRuns = (runs: readonly EventRun[]) => void;
