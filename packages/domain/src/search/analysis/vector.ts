import { limits } from "@chat/contract";
import type { Lexeme } from "./lexemes.ts";

/** Positions beyond it are not kept by Postgres, nor more of one lexeme. */
const POSITION_MAX = 16_383;
const POSITIONS_MAX = 255;
/** What Postgres keeps beside each lexeme, at most, and for each of its positions. */
const LEXEME_BYTES = 3;
const POSITION_BYTES = 2;

/** The lexemes as the text of a `tsvector`: stems with weight C, all else with D. The first ones, if it cannot hold all. */
export function toVector(lexemes: readonly Lexeme[]): string {
  const places = new Map<string, string[]>();
  let left = limits.SEARCH_VECTOR_BYTES_MAX;
  for (const { text, position, isStem } of lexemes) {
    const known = places.get(text) ?? [];
    if (known.length < POSITIONS_MAX) {
      left -= POSITION_BYTES + (known.length === 0 ? Buffer.byteLength(text) + LEXEME_BYTES : 0);
      if (left < 0) {
        break;
      }
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
