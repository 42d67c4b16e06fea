import type { SearchSort } from "@chat/contract";
import type { FrequencyClass } from "./frequent-words.ts";
import { percentile, type Search } from "./searcher.ts";

export interface Speed {
  readonly messages: number;
  readonly frequency: string;
  readonly sort: SearchSort;
  readonly words: readonly string[];
  readonly p50: number;
  readonly p95: number;
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
  search: Search,
  onRound: () => void,
): Promise<Speed[]> {
  const kinds = classes.flatMap(({ frequency, words }) =>
    SORTS.map((sort) => ({ frequency: frequency.title, sort, words, times: [] as number[] })),
  );
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const { sort, words, times } of kinds) {
      for (const word of words) {
        const { ms } = await search(word, sort);
        if (round >= 0) {
          times.push(ms);
        }
      }
    }
    onRound();
  }
  return kinds.map((kind) => ({
    ...kind,
    messages,
    p50: percentile(kind.times, 0.5),
    p95: percentile(kind.times, 0.95),
  }));
}
