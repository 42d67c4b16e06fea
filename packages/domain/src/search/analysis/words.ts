import { limits } from "@chat/contract";
import { asciiWords } from "./ascii-words.ts";
import { type Part, partsOf } from "./identifier-parts.ts";

/** A word of a text as ICU finds it. Offsets are UTF-16 units of the text. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What an identifier is put together from; else the word alone. Offsets in the word. */
  readonly parts: readonly Part[];
  /** Of Han, kana or Hangul, where what one looks for is often a part of what ICU takes for a word. */
  readonly syllabic: boolean;
}

const words = new Intl.Segmenter("und", { granularity: "word" });
const SYLLABIC = "[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Bopomofo}]";
const IS_SYLLABIC = new RegExp(`^${SYLLABIC}`, "u");
const SYLLABIC_SEAM = new RegExp(
  `(?<=${SYLLABIC})(?!${SYLLABIC})|(?<!${SYLLABIC})(?=${SYLLABIC})`,
  "u",
);
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
/** What a message mentions is found by who is mentioned, not by the digits of an id. */
const MENTION = /<[@#!][^<>\s]{1,64}>/g;

/** Whether it has parts that are not the word itself, as `fetchUser` and `__init__` have. */
export function isDivided({ text, parts }: Word): boolean {
  return parts.length > 1 || (parts[0]?.text ?? text) !== text;
}

/** The words of a text in their order, emoji among them. */
export function* segment(text: string): Generator<Word> {
  const visible = text.replace(MENTION, (mention) => " ".repeat(mention.length));
  const plain = asciiWords(visible);
  if (plain) {
    for (const word of plain) {
      yield wordOf(word.text, word.index, word.text.length, false);
    }
    return;
  }
  for (const { segment: found, index, isWordLike } of words.segment(visible)) {
    if (isWordLike) {
      yield* splitByScript(found, index);
    } else if (PICTURE.test(found)) {
      yield wordOf(found.replaceAll("\ufe0f", ""), index, found.length, false);
    }
  }
}

/** ICU takes a Latin word and the Korean particle behind it for one. */
function* splitByScript(found: string, index: number): Generator<Word> {
  let start = index;
  for (const text of found.split(SYLLABIC_SEAM)) {
    yield wordOf(text, start, text.length, IS_SYLLABIC.test(text));
    start += text.length;
  }
}

function wordOf(text: string, start: number, length: number, syllabic: boolean): Word {
  const end = start + length;
  // Nobody looks for parts of what no human wrote; its beginning is enough to find it.
  if (length > limits.SEARCH_WORD_LENGTH_MAX) {
    const head = text.slice(0, limits.SEARCH_WORD_LENGTH_MAX).toWellFormed();
    return { text: head, start, end, syllabic, parts: syllabic ? [] : [{ text: head, start: 0 }] };
  }
  return { text, start, end, syllabic, parts: syllabic ? [] : partsOf(text) };
}
