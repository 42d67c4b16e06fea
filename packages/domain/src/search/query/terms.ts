import { fold } from "../analysis/fold.ts";
import { syllablePairs, variantsOf, wholeOf } from "../analysis/lexemes.ts";
import { isDivided, segment, type Word } from "../analysis/words.ts";
import type { Term } from "./search-query.ts";

/**
 * What a piece of a query without a blank asks for: its words, of which those
 * that are joined by signs, as in `user-service.ts`, must stand side by side.
 */
export function termsOf(piece: string): Term[] {
  return joined([...segment(piece)]).map((words) => {
    const [only] = words;
    if (only && words.length === 1) {
      return only.syllabic ? syllabicTerm(only) : wordTerm(only);
    }
    return { alternatives: [words.flatMap(stepsOf)] };
  });
}

/** What a phrase asks for: its words as they are written, side by side. */
export function phraseTerm(phrase: string): Term | undefined {
  const steps = [...segment(phrase)].flatMap(stepsOf);
  return steps.length === 0 ? undefined : { alternatives: [steps] };
}

/** Words that touch, as in a script without blanks, are words for themselves. */
function joined(words: readonly Word[]): Word[][] {
  const groups: Word[][] = [];
  for (const word of words) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last && before && before.end < word.start && !before.syllabic && !word.syllabic) {
      last.push(word);
    } else {
      groups.push([word]);
    }
  }
  return groups;
}

function syllabicTerm(word: Word): Term {
  return { alternatives: [syllablePairs(word, false).map((pair) => [pair])] };
}

/** An identifier is found whole, however its letters are written, and by its parts. */
function wordTerm(word: Word): Term {
  if (!isDivided(word)) {
    return { alternatives: [[variantsOf(word)]] };
  }
  return { alternatives: [[[wholeOf(word)]], stepsOf(word)] };
}

function stepsOf(word: Word): string[][] {
  if (word.syllabic) {
    return syllablePairs(word, true).map((pair) => [pair]);
  }
  return isDivided(word) ? word.parts.map(({ text }) => [fold(text)]) : [[wholeOf(word)]];
}
