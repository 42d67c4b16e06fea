/** What all clients together have seen. */
export interface Tally {
  frames: number;
  doubled: number;
  outOfOrder: number;
  resyncs: number;
  errors: number;
  /** Connections that ended without having been asked to move. */
  unplanned: number;
  readonly reconnectedAt: number[];
  /** From being asked to move to following everything again. */
  readonly resumeMs: number[];
  reconnected(): void;
  resumed(ms: number): void;
}

export function createTally(): Tally {
  const reconnectedAt: number[] = [];
  const resumeMs: number[] = [];
  return {
    frames: 0,
    doubled: 0,
    outOfOrder: 0,
    resyncs: 0,
    errors: 0,
    unplanned: 0,
    reconnectedAt,
    resumeMs,
    reconnected: () => reconnectedAt.push(performance.now()),
    resumed: (ms) => resumeMs.push(ms),
  };
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
