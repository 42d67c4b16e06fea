import jstat from "jstat";

export interface Ratio {
  readonly mean: number;
  /** The ends of the 95 % interval. */
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

const CONFIDENCE = 0.95;

/**
 * How many times `ours` is of `theirs`, over pairs measured side by side: the
 * geometric mean of the pairs' ratios, and by Student's t on their logarithms
 * the interval in which the true one lies. What slows a pair as a whole, as a
 * noisy neighbour does, falls out. NaN where fewer than two pairs have both
 * figures.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): Ratio {
  const logs = ours.flatMap((value, index) => {
    const log = Math.log(value / (theirs[index] ?? Number.NaN));
    return Number.isFinite(log) ? [log] : [];
  });
  const pairs = logs.length;
  if (pairs < 2) {
    return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, pairs };
  }
  const mean = meanOf(logs);
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (pairs - 1);
  const quantile = jstat.jStat.studentt.inv((1 + CONFIDENCE) / 2, pairs - 1);
  const margin = quantile * Math.sqrt(variance / pairs);
  return {
    mean: Math.exp(mean),
    low: Math.exp(mean - margin),
    high: Math.exp(mean + margin),
    pairs,
  };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
