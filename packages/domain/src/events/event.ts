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
}
