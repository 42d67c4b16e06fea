/** Where a word of a program is put together from others: `fetch|User|By|Id`, `HTTP|Server`, `user|42`. */
const SEAM =
  /(?<=[\p{Ll}\p{Lo}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L}\p{M}*)(?=\p{N})|(?<=\p{N})(?=\p{L})/gu;
/** Signs that ICU leaves inside of a word: `ERR_CONN`, `service.ts`, `l'eau`. */
const JOINT = /[^\p{L}\p{M}\p{N}]+/gu;
const PLAIN = /^\p{Lu}?(?:\p{Ll}|\p{Lo}|\p{Lm}|\p{M})+$|^\p{Lu}+$|^\p{N}+$/u;

export interface Part {
  readonly text: string;
  /** UTF-16 offset in the word. */
  readonly start: number;
}

/** The words that a word is put together from; one that is not, is its own only part. */
export function partsOf(word: string): Part[] {
  if (PLAIN.test(word)) {
    return [{ text: word, start: 0 }];
  }
  const parts: Part[] = [];
  let start = 0;
  for (const piece of word.split(JOINT)) {
    start = piece === "" ? start : word.indexOf(piece, start);
    for (const text of piece === "" ? [] : piece.split(SEAM)) {
      parts.push({ text, start });
      start += text.length;
    }
  }
  return parts;
}
