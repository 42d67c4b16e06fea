import pLimit, { type LimitFunction } from "p-limit";
import { codeOf, type RestAnswer } from "../support/rest.ts";

/** Plays cells, a bounded number at once. */
export const playing: LimitFunction = pLimit(8);

/** An answer in the words of the expected ones: `204`, `403 forbidden`. */
export function wordsOf(answer: RestAnswer): string {
  const code = codeOf(answer);
  return code === undefined ? `${answer.status}` : `${answer.status} ${code}`;
}

export function isRefusal(words: string): boolean {
  return words.includes(" ");
}

/** A failed cell reads `removeMember / private / member -> expected 403 forbidden, got 204`. */
export function assertAnswer(
  t: { ok: (value: unknown, message: string) => unknown },
  cell: string,
  expected: string,
  got: string,
): void {
  t.ok(got === expected, got === expected ? cell : `${cell} -> expected ${expected}, got ${got}`);
}
