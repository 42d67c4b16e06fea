const segmenter = new Intl.Segmenter("und", { granularity: "word" });
const MENTION_MARKUP = /<[@!][^<>]*>/g;

/**
 * The words of a text as ICU finds them, in every script, each folded and
 * between spaces: whatever has the words of a keyword in a row contains the
 * keyword's. Empty: there is no word in it.
 */
export function toWords(text: string): string {
  const words = [...segmenter.segment(text.replaceAll(MENTION_MARKUP, " "))]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => fold(segment));
  return words.length === 0 ? "" : ` ${words.join(" ")} `;
}

/** By way of upper case, since ß and SS are the same only there. */
function fold(word: string): string {
  return word.normalize("NFKC").toUpperCase().toLowerCase();
}
