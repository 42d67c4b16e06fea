import type { Lexeme } from "./lexemes.ts";

/** Positions beyond it are not kept by Postgres, nor more of one lexeme. */
const POSITION_MAX = 16_383;
const POSITIONS_MAX = 255;

/** The lexemes as the text of a `tsvector`: stems with weight C, all else with D. */
export function toVector(lexemes: readonly Lexeme[]): string {
  const places = new Map<string, string[]>();
  for (const { text, position, isStem } of lexemes) {
    const known = places.get(text) ?? [];
    if (known.length < POSITIONS_MAX) {
      known.push(`${Math.min(position, POSITION_MAX)}${isStem ? "C" : ""}`);
      places.set(text, known);
    }
  }
  return [...places].map(([text, known]) => `${quoteLexeme(text)}:${known.join(",")}`).join(" ");
}

/** As the text forms of `tsvector` and `tsquery` write it. */
export function quoteLexeme(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "$&$&")}'`;
}
