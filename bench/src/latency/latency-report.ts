import { build } from "hdr-histogram-js";
import { rounded, whole } from "../report/figures.ts";
import type { Report } from "../report/report.ts";

/** Of one post, from just before its request. */
export interface Lag {
  readonly acknowledgedMs: number;
  readonly receivedMs: number;
}

export interface LatencyResult {
  readonly postsASecond: number;
  readonly channels: number;
  readonly rounds: readonly (readonly Lag[])[];
}

const MICROSECONDS = 1_000;
const PERCENTILES = [50, 90, 99, 100] as const;

/** In ms, of all rounds together. */
function percentilesOf(lags: readonly number[]): number[] {
  const histogram = build({ numberOfSignificantValueDigits: 3 });
  for (const lag of lags) {
    histogram.recordValue(Math.round(lag * MICROSECONDS));
  }
  return PERCENTILES.map((at) => histogram.getValueAtPercentile(at) / MICROSECONDS);
}

export function reportOf(result: LatencyResult): Report {
  const lags = result.rounds.flat();
  const acknowledged = percentilesOf(lags.map(({ acknowledgedMs }) => acknowledgedMs));
  const received = percentilesOf(lags.map(({ receivedMs }) => receivedMs));
  const p99s = result.rounds.map(
    (round) => percentilesOf(round.map(({ receivedMs }) => receivedMs))[2] ?? Number.NaN,
  );
  return {
    tables: [
      {
        title: `ms from the request, ${whole(lags.length)} posts one after the other, ${result.postsASecond} a second`,
        head: ["until", "p50", "p90", "p99", "max"],
        rows: [
          ["its 201", ...acknowledged.map(rounded)],
          ["its frame in a socket", ...received.map(rounded)],
        ],
      },
    ],
    charts: [
      {
        name: "latency",
        title: "Post to receipt, unloaded",
        unit: "ms",
        groups: ["p50", "p90", "p99"],
        series: [
          { name: "until its 201", values: acknowledged.slice(0, 3) },
          { name: "until its frame", values: received.slice(0, 3) },
        ],
      },
    ],
    remarks: [
      `p99 of the rounds: ${rounded(Math.min(...p99s))} to ${rounded(Math.max(...p99s))} ms.`,
    ],
    figures: result,
  };
}
