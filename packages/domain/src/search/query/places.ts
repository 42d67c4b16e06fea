import type { Highlight } from "@chat/contract";
import { type Lexeme, lexemesOf } from "../analysis/lexemes.ts";
import type { SearchQuery, Term } from "./search-query.ts";

/** The lexemes of a text by their position in it. */
type Places = ReadonlyMap<number, readonly Lexeme[]>;

/** Wherever one of the terms stands in a text, in no order. */
export function findPlaces(content: string, terms: readonly Term[]): Highlight[] {
  const places = toPlaces(content);
  return terms.flatMap((term) => placesOf(term, places));
}

/** Whether a text is found by the words of a query, as the index says of what it has. */
export function isFoundBy(content: string, { wanted, unwanted }: SearchQuery): boolean {
  const places = toPlaces(content);
  const isThere = (term: Term) => placesOf(term, places).length > 0;
  return wanted.terms.every(isThere) && !unwanted.terms.some(isThere);
}

function toPlaces(content: string): Places {
  return Map.groupBy(lexemesOf(content), ({ position }) => position);
}

function placesOf({ alternatives }: Term, places: Places): Highlight[] {
  return [...places.keys()].flatMap((position) =>
    alternatives.flatMap((steps) => placeOf(steps, places, position) ?? []),
  );
}

/** Where the sequence stands from this position on. */
function placeOf(
  steps: Term["alternatives"][number],
  places: Places,
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
