import type { SearchSort } from "@chat/contract";
import { cpuSecondsOf } from "../measure/process-usage.ts";
import type { FrequencyClass } from "./frequent-words.ts";
import { percentile, type Search } from "./searcher.ts";

export interface Speed {
  readonly messages: number;
  readonly frequency: string;
  readonly sort: SearchSort;
  readonly words: readonly string[];
  readonly p50: number;
  readonly p95: number;
  /** Of a search, in API and Postgres. */
  readonly cpuMs: number;
  readonly times: readonly number[];
}

export const SORTS: readonly SearchSort[] = ["relevance", "newest"];

/** Before anything is measured: plans are made, pages read, code compiled. */
const WARM_UP_ROUNDS = 5;

/** Each word again and again, in turn with all others, so that what drifts meets all alike. */
export async function measureSpeed(
  messages: number,
  classes: readonly { frequency: FrequencyClass; words: readonly string[] }[],
  rounds: number,
  { search, pids }: { search: Search; pids: readonly number[] },
  onRound: () => void,
): Promise<Speed[]> {
  const kinds = classes.flatMap(({ frequency, words }) =>
    SORTS.map((sort) => {
      const times: number[] = [];
      return { frequency: frequency.title, sort, words, times, cpuSeconds: 0 };
    }),
  );
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const kind of kinds) {
      const before = await cpuSecondsOf(pids);
      for (const word of kind.words) {
        const { ms } = await search(word, kind.sort);
        if (round >= 0) {
          kind.times.push(ms);
        }
      }
      kind.cpuSeconds += round >= 0 ? (await cpuSecondsOf(pids)) - before : 0;
    }
    onRound();
  }
  return kinds.map(({ cpuSeconds, ...kind }) => ({
    ...kind,
    messages,
    cpuMs: (cpuSeconds * 1_000) / kind.times.length,
    p50: percentile(kind.times, 0.5),
    p95: percentile(kind.times, 0.95),
  }));
}
