import type { SourceMessage } from "../replay/source.ts";
import { percentile, type Search } from "./searcher.ts";

const QUERY_WORDS = 3;
/** A message that says less is found by nobody's few words of it. */
const WORDS_MIN = 5;
const WORD = /\p{L}[\p{L}\p{M}\p{N}_]{2,}/gu;
const RANK_MAX = 50;

export interface KnownItem {
  readonly content: string;
  readonly q: string;
}

export interface Quality {
  readonly recallAt1: number;
  readonly recallAt10: number;
  readonly recallAt50: number;
  readonly mrr: number;
  readonly p50: number;
  readonly p95: number;
}

/**
 * Queries each of which somebody might ask who remembers some words of one
 * message: the same ones at every run.
 */
export function knownItems(conversations: readonly SourceMessage[], count: number): KnownItem[] {
  const random = seededRandom(20_261_125);
  const items: KnownItem[] = [];
  while (items.length < count) {
    const { content } = conversations[Math.floor(random() * conversations.length)] ?? {
      content: "",
    };
    const words = [...new Set(content.match(WORD) ?? [])];
    if (words.length >= WORDS_MIN) {
      const chosen = Array.from({ length: QUERY_WORDS }, () =>
        words.splice(Math.floor(random() * words.length), 1),
      );
      items.push({ content, q: chosen.flat().join(" ") });
    }
  }
  return items;
}

/** Where the messages come among what is found; a message of the same text is as good. */
export async function measureQuality(
  items: readonly KnownItem[],
  search: Search,
  sort: "relevance" | "newest",
  onItem: () => void,
): Promise<Quality> {
  const ranks: number[] = [];
  const times: number[] = [];
  for (const { content, q } of items) {
    const { found, ms } = await search(q, sort);
    const index = found.items.findIndex(({ message }) => message.content === content);
    ranks.push(index === -1 ? Number.POSITIVE_INFINITY : index + 1);
    times.push(ms);
    onItem();
  }
  const share = (max: number) => ranks.filter((rank) => rank <= max).length / ranks.length;
  return {
    recallAt1: share(1),
    recallAt10: share(10),
    recallAt50: share(RANK_MAX),
    mrr: ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
  };
}

/** Mulberry32: the same numbers at every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
