import { limits } from "@chat/contract";

const ASCII = /^[\0-\x7f]*$/;

/** Marks that a reader of the script takes for the same letter. In Indic scripts and Thai they are vowels, in kana other sounds. */
const FOLDED_MARKS =
  /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]\p{M}*)\p{M}+/gu;

/** Letters that are written apart, or as others, where a keyboard has none of them. */
const LETTERS: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ß: "ss",
  þ: "th",
  ð: "d",
  đ: "d",
  ø: "o",
  ł: "l",
  ħ: "h",
  ı: "i",
  ς: "σ",
  ى: "ي",
  ة: "ه",
  ک: "ك",
  ی: "ي",
  ـ: "",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");

/**
 * What two spellings of a word have in common: neither case, width nor, where
 * the script allows, marks. Never empty: a word of nothing else stays as it is.
 */
export function fold(word: string): string {
  if (ASCII.test(word)) {
    return word.toLowerCase();
  }
  const folded = word
    .normalize("NFKD")
    .toLowerCase()
    .replace(FOLDED_MARKS, "")
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");
  // One letter may stand for a whole saying, such as ﷺ, and Postgres takes words of 2,046 bytes.
  const kept = folded.slice(0, limits.SEARCH_LEXEME_LENGTH_MAX).toWellFormed();
  return kept === "" ? word : kept;
}
