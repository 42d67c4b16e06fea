import { createHash } from "node:crypto";
import type { SourceMessage } from "../replay/source.ts";

const WORD = /[a-z]{2,12}/g;

export interface FrequencyClass {
  readonly title: string;
  readonly share: number;
}

const FREQUENCIES: readonly FrequencyClass[] = [
  { title: "0.001 %", share: 0.000_01 },
  { title: "1 %", share: 0.01 },
  { title: "20 %", share: 0.2 },
];

/** The words whose share of the messages is nearest to each of these, some of each. */
export function frequentWords(
  conversations: readonly SourceMessage[],
  count: number,
): { readonly frequency: FrequencyClass; readonly words: readonly string[] }[] {
  const messages = new Map<string, number>();
  for (const { content } of conversations) {
    for (const word of new Set(content.toLowerCase().match(WORD) ?? [])) {
      messages.set(word, (messages.get(word) ?? 0) + 1);
    }
  }
  return FREQUENCIES.map((frequency) => {
    const off = ([, found]: readonly [string, number]) =>
      Math.abs(Math.log(found / (frequency.share * conversations.length)));
    const nearest = [...messages].toSorted(
      (a, b) => off(a) - off(b) || orderOf(a[0]) - orderOf(b[0]),
    );
    return { frequency, words: nearest.slice(0, count).map(([word]) => word) };
  });
}

/** Of equals none is preferred for its letters. */
function orderOf(word: string): number {
  return createHash("md5").update(word).digest().readUInt32BE(0);
}
