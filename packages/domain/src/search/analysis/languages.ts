import { stemmer as arabic } from "@orama/stemmers/arabic";
import { stemmer as armenian } from "@orama/stemmers/armenian";
import { stemmer as danish } from "@orama/stemmers/danish";
import { stemmer as dutch } from "@orama/stemmers/dutch";
import { stemmer as english } from "@orama/stemmers/english";
import { stemmer as finnish } from "@orama/stemmers/finnish";
import { stemmer as french } from "@orama/stemmers/french";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as greek } from "@orama/stemmers/greek";
import { stemmer as hungarian } from "@orama/stemmers/hungarian";
import { stemmer as hindi } from "@orama/stemmers/indian";
import { stemmer as italian } from "@orama/stemmers/italian";
import { stemmer as lithuanian } from "@orama/stemmers/lithuanian";
import { stemmer as norwegian } from "@orama/stemmers/norwegian";
import { stemmer as portuguese } from "@orama/stemmers/portuguese";
import { stemmer as romanian } from "@orama/stemmers/romanian";
import { stemmer as russian } from "@orama/stemmers/russian";
import { stemmer as serbian } from "@orama/stemmers/serbian";
import { stemmer as spanish } from "@orama/stemmers/spanish";
import { stemmer as swedish } from "@orama/stemmers/swedish";
import { stemmer as tamil } from "@orama/stemmers/tamil";
import { stemmer as turkish } from "@orama/stemmers/turkish";
import { eld } from "eld/extrasmall";

type Stem = (word: string) => string;

interface Language {
  readonly script: RegExp;
  readonly stem: Stem;
}

const LATIN = /\p{Script=Latin}/u;
const CYRILLIC = /\p{Script=Cyrillic}/u;

/** By ISO 639-1 code. Of a script the first one is taken where no other can be told. */
const LANGUAGES: Readonly<Record<string, Language>> = {
  en: { script: LATIN, stem: english },
  da: { script: LATIN, stem: danish },
  de: { script: LATIN, stem: german },
  es: { script: LATIN, stem: spanish },
  fi: { script: LATIN, stem: finnish },
  fr: { script: LATIN, stem: french },
  hu: { script: LATIN, stem: hungarian },
  it: { script: LATIN, stem: italian },
  lt: { script: LATIN, stem: lithuanian },
  nl: { script: LATIN, stem: dutch },
  no: { script: LATIN, stem: norwegian },
  pt: { script: LATIN, stem: portuguese },
  ro: { script: LATIN, stem: romanian },
  sv: { script: LATIN, stem: swedish },
  tr: { script: LATIN, stem: turkish },
  ru: { script: CYRILLIC, stem: russian },
  sr: { script: CYRILLIC, stem: serbian },
  ar: { script: /\p{Script=Arabic}/u, stem: arabic },
  el: { script: /\p{Script=Greek}/u, stem: greek },
  hi: { script: /\p{Script=Devanagari}/u, stem: hindi },
  hy: { script: /\p{Script=Armenian}/u, stem: armenian },
  ta: { script: /\p{Script=Tamil}/u, stem: tamil },
};

const detector = eld.newInstance();
detector.setLanguageSubset(Object.keys(LANGUAGES));

/** Longer texts are not told better by reading on. */
const DETECTED_LENGTH_MAX = 200;
/** Of a message a few words are too little to tell its language by, and most are English. */
const DETECTED_LENGTH_MIN = 16;

/** The language of a message as far as it can be told: an ISO 639-1 code. */
export function detectLanguage(content: string): string {
  if (content.length < DETECTED_LENGTH_MIN) {
    return "en";
  }
  const detected = detector.detect(content.slice(0, DETECTED_LENGTH_MAX));
  return detected.isReliable() ? detected.language : "en";
}

/** The languages that a word of a query may be of. */
export function guessLanguages(word: string): ReadonlySet<string> {
  return new Set(["en", detector.detect(word).language]);
}

/** The stem of a lower-case word in the language if it is written in it, or else in its script's. */
export function stemOf(word: string, language: string): string | undefined {
  const own = LANGUAGES[language];
  const { stem } = own?.script.test(word)
    ? own
    : (Object.values(LANGUAGES).find(({ script }) => script.test(word)) ?? {});
  return stem?.(word);
}
