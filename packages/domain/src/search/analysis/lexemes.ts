import { limits } from "@chat/contract";
import { LRUCache } from "lru-cache";
import { fold } from "./fold.ts";
import { detectLanguage, guessLanguages, stemOf } from "./languages.ts";
import { isDivided, segment, type Word } from "./words.ts";

/** What is looked for in the index, and where of a text it comes from. Offsets are UTF-16 units. */
export interface Lexeme {
  readonly text: string;
  /** Counted in words from 1: neighbours differ by one. */
  readonly position: number;
  readonly start: number;
  readonly end: number;
  readonly isStem: boolean;
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Everything that a message is found by, in the order of its words. */
export function lexemesOf(content: string): Lexeme[] {
  const language = detectLanguage(content);
  const lexemes: Lexeme[] = [];
  let position = 0;
  for (const run of runsOf(content)) {
    const found = run.syllabic
      ? syllableLexemes(run, position)
      : wordLexemes(run, position, language);
    lexemes.push(...found);
    position = found.at(-1)?.position ?? position;
  }
  return lexemes;
}

/** Syllabic words that touch are one run: ICU may divide it in the query elsewhere. One of which only the beginning is kept ends it. */
function* runsOf(content: string): Generator<Word> {
  let run: Word | undefined;
  for (const word of segment(content)) {
    const isWhole = run && run.end - run.start === run.text.length;
    if (run?.syllabic && isWhole && word.syllabic && run.end === word.start) {
      run = { ...run, end: word.end, text: run.text + word.text };
      continue;
    }
    if (run) {
      yield run;
    }
    run = word;
  }
  if (run) {
    yield run;
  }
}

/** Each syllable, and each with the one that follows. */
function syllableLexemes({ text, start }: Word, before: number): Lexeme[] {
  const syllables = [...graphemes.segment(text)].map(({ segment: syllable, index }) => ({
    text: fold(syllable),
    start: start + index,
    end: start + index + syllable.length,
  }));
  return syllables.flatMap((syllable, index) => {
    const lexeme = { ...syllable, position: before + index + 1, isStem: false };
    const next = syllables[index + 1];
    const pair = next && { ...lexeme, text: lexeme.text + next.text, end: next.end };
    return pair ? [pair, lexeme] : [lexeme];
  });
}

/** The word with its stem; an identifier whole and by its parts. */
function wordLexemes(word: Word, before: number, language: string): Lexeme[] {
  const { start, end, parts } = word;
  const first = { start, end, position: before + 1, isStem: false };
  const whole = { ...first, text: wholeOf(word) };
  if (!isDivided(word)) {
    const stem = foldedStem(word.text, language);
    return stem === undefined || stem === whole.text
      ? [whole]
      : [whole, { ...first, text: stem, isStem: true }];
  }
  const divided = parts.map((part, index) => ({
    text: fold(part.text),
    position: before + index + 1,
    start: start + part.start,
    end: start + part.start + part.text.length,
    isStem: false,
  }));
  return [whole, ...divided];
}

/** `don't` is written `dont`, too. */
export function wholeOf({ text }: Word): string {
  return fold(text.replaceAll(/['’]/g, ""));
}

/** The syllables of a word of a query, as pairs; `closed`: so that another word can follow. */
export function syllablePairs({ text }: Word, closed: boolean): string[] {
  const syllables = [...graphemes.segment(text)].map(({ segment: syllable }) => fold(syllable));
  const pairs = syllables.slice(1).map((syllable, index) => `${syllables[index]}${syllable}`);
  return closed || pairs.length === 0 ? [...pairs, syllables.at(-1) ?? ""] : pairs;
}

/** A word of a query with the stems that messages may have of it. */
export function variantsOf(word: Word): string[] {
  const stems = [...guessLanguages(word.text)].map((language) => foldedStem(word.text, language));
  return [...new Set([wholeOf(word), ...stems.filter((stem) => stem !== undefined)])];
}

/** The words of a language come again and again; false: it has no stem. */
const stems = new LRUCache<string, string | false>({ max: limits.SEARCH_STEMS_REMEMBERED_MAX });

function foldedStem(text: string, language: string): string | undefined {
  const key = `${language} ${text}`;
  const known = stems.get(key);
  if (known !== undefined) {
    return known || undefined;
  }
  const stem = stemOf(text.normalize("NFC").toLowerCase(), language);
  const folded = stem === undefined || stem === "" ? undefined : fold(stem);
  stems.set(key, folded ?? false);
  return folded;
}
