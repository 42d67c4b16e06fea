import { type Highlight, limits } from "@chat/contract";
import { findPlaces } from "./places.ts";
import type { Term } from "./search-query.ts";

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * For each text where the terms stand in it, as far as there is time to look:
 * in the order of the text, what touches as one, characters never divided.
 */
export function highlightAll(contents: readonly string[], terms: readonly Term[]): Highlight[][] {
  let left = terms.length === 0 ? 0 : limits.SEARCH_HIGHLIGHTED_PAGE_LENGTH_MAX;
  return contents.map((content) => {
    const length = Math.min(left, limits.SEARCH_HIGHLIGHTED_LENGTH_MAX, content.length);
    left -= length;
    const found = findPlaces(content.slice(0, length).toWellFormed(), terms);
    // A word that reaches to where it is cut off may be the beginning of another.
    const whole = found.filter(({ end }) => end < length || length === content.length);
    const shown = merge(whole).slice(0, limits.SEARCH_HIGHLIGHTS_MAX);
    return merge(toCharacters(content, shown));
  });
}

/** Widened to whole characters, as readers see them: words end inside of some. */
function toCharacters(content: string, places: readonly Highlight[]): Highlight[] {
  const characters = graphemes.segment(content);
  return places.map(({ start, end }) => {
    const first = characters.containing(start);
    const last = characters.containing(end - 1);
    return {
      start: first?.index ?? start,
      end: last ? last.index + last.segment.length : end,
    };
  });
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
