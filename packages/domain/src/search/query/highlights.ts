import { type Highlight, limits } from "@chat/contract";
import { type Lexeme, lexemesOf } from "../analysis/lexemes.ts";
import type { Term } from "./search-query.ts";

/** For each text where the terms stand in it, as far as there is time to look. */
export function highlightAll(contents: readonly string[], terms: readonly Term[]): Highlight[][] {
  let left = terms.length === 0 ? 0 : limits.SEARCH_HIGHLIGHTED_PAGE_LENGTH_MAX;
  return contents.map((content) => {
    const beginning = content.slice(0, Math.min(left, limits.SEARCH_HIGHLIGHTED_LENGTH_MAX));
    left -= beginning.length;
    return highlightsOf(beginning.toWellFormed(), terms);
  });
}

/** In the order of the text; places that touch are one. */
function highlightsOf(content: string, terms: readonly Term[]): Highlight[] {
  const places = Map.groupBy(lexemesOf(content), ({ position }) => position);
  const sequences = terms.flatMap(({ alternatives }) => alternatives);
  const found = [...places.keys()].flatMap((position) =>
    sequences.flatMap((steps) => placeOf(steps, places, position) ?? []),
  );
  return merge(found).slice(0, limits.SEARCH_HIGHLIGHTS_MAX);
}

/** Where the sequence stands from this position on. */
function placeOf(
  steps: Term["alternatives"][number],
  places: ReadonlyMap<number, readonly Lexeme[]>,
  position: number,
): Highlight | undefined {
  const matched: Lexeme[] = [];
  for (const [index, wanted] of steps.entries()) {
    const match = places.get(position + index)?.find(({ text }) => wanted.includes(text));
    if (match === undefined) {
      return undefined;
    }
    matched.push(match);
  }
  const [first] = matched;
  const last = matched.at(-1);
  return first && last && { start: first.start, end: last.end };
}

function merge(places: readonly Highlight[]): Highlight[] {
  const merged: Highlight[] = [];
  for (const place of places.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last && place.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, place.end) };
    } else {
      merged.push(place);
    }
  }
  return merged;
}
