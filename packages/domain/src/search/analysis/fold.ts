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

/** What two spellings of a word have in common: neither case, width nor, where the script allows, marks. */
export function fold(word: string): string {
  if (ASCII.test(word)) {
    return word.toLowerCase();
  }
  return word
    .normalize("NFKD")
    .toLowerCase()
    .replace(FOLDED_MARKS, "")
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");
}
