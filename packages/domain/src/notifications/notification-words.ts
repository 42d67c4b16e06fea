import { segment, type Word } from "../search/analysis/words.ts";

const LETTER = /[\p{L}\p{N}]/u;

/**
 * The words of a text as search finds them, folded, a blank between each two:
 * whatever has the words of a keyword in a row contains the keyword's. In Han,
 * kana and Hangul, where words touch and have endings, a keyword may be a part;
 * elsewhere a blank on both sides keeps it whole. Empty: there is no word in it.
 */
export function toWords(text: string): string {
  let row = "";
  let before: Word | undefined;
  for (const word of segment(text)) {
    if (LETTER.test(word.text)) {
      row += `${gapBetween(before, word)}${fold(word.text)}`;
      before = word;
    }
  }
  return before && !before.syllabic ? `${row} ` : row;
}

function gapBetween(before: Word | undefined, word: Word): string {
  const touches = before === undefined || before.end === word.start;
  const isPart = word.syllabic && touches && (before?.syllabic ?? true);
  return isPart ? "" : " ";
}

/** By way of upper case, since ß and SS are the same only there. */
function fold(word: string): string {
  return word.normalize("NFKC").toUpperCase().toLowerCase();
}
