/** A durable event as its stream has it. */
export interface DispatchedEvent {
  readonly orgId: string;
  readonly channelId: string;
  readonly seq: number;
  readonly type: string;
  /** The frame's payload, as the contract has it for the type. */
  readonly payload: unknown;
  /** The span that published it, as it travels; undefined: none is recorded. */
  readonly trace: string | undefined;
}

export interface NewJob<Data extends object = object> {
  /** While a job of this id waits or runs, further ones of it are dropped. */
  readonly id: string;
  /** JSON. */
  readonly data: Data;
  readonly delayMs?: number;
  /** The span that caused it, as it travels; without one it begins a trace of its own. */
  readonly trace?: string | undefined;
}

/** Finds in Postgres what is to be done and has no job: what Redis lost, what is due again. */
export interface JobSweep<Data extends object = object> {
  readonly name: string;
  readonly intervalMs: number;
  /** Bounded; several workers may run it at once. */
  findDue(): Promise<readonly NewJob<Data>[]>;
}

/**
 * Something that workers do apart from any request. It comes at least once, in
 * no order, and may be under way twice: `process` has to be idempotent.
 */
export interface JobKind<Data extends object = object> {
  /** Imperative; also the name of its queue and its label in the metrics. */
  readonly name: string;
  /** The types of the events that cause one. */
  readonly events: readonly string[];
  /** Undefined: nothing to do. */
  toJob?(event: DispatchedEvent): NewJob<Data> | undefined;
  /** Tries before it counts as failed; between them a pause that begins with `backoffMs` and doubles. */
  readonly attempts: number;
  readonly backoffMs: number;
  /** At once, in one process. */
  readonly concurrency: number;
  /** Of one try; then the signal is raised and the try has failed. */
  readonly timeoutMs: number;
  process(data: Data, signal: AbortSignal): Promise<void>;
  readonly sweeps: readonly JobSweep<Data>[];
}
