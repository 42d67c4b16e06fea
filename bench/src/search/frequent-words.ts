import type { SourceMessage } from "../replay/source.ts";

const WORD = /[a-z]{2,}/g;

export interface FrequencyClass {
  readonly title: string;
  readonly share: number;
}

export const FREQUENCIES: readonly FrequencyClass[] = [
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
    const nearest = [...messages].toSorted((a, b) => off(a) - off(b) || (a[0] < b[0] ? -1 : 1));
    return { frequency, words: nearest.slice(0, count).map(([word]) => word) };
  });
}
