import { quoteLexeme } from "../analysis/vector.ts";
import type { SearchQuery, Term } from "./search-query.ts";

/** The terms of a query as the text of a `tsquery`. */
export interface Conditions {
  /** What a message must be found by; null: any message. */
  readonly matched: string | null;
  /** What of it says how well it fits; null: nothing does. */
  readonly ranked: string | null;
}

export function toConditions({ wanted, unwanted }: SearchQuery, orgId: string): Conditions {
  const has = (trait: string) => quoteLexeme(`/has/${trait}/${orgId}`);
  const words = wanted.terms.map(toText);
  const matched = [
    ...words,
    ...wanted.traits.map(has),
    ...unwanted.terms.map((term) => `!${toText(term)}`),
    ...unwanted.traits.map((trait) => `!${has(trait)}`),
  ];
  return {
    matched: matched.length === 0 ? null : matched.join(" & "),
    // Any of them counts, though all of them must be there: it ranks known messages higher.
    ranked: words.length === 0 ? null : words.join(" | "),
  };
}

function toText({ alternatives }: Term): string {
  const texts = alternatives.map((steps) => steps.map(anyOf).join(" <-> "));
  return `(${texts.join(" | ")})`;
}

function anyOf(lexemes: readonly string[]): string {
  return lexemes.length === 1
    ? lexemes.map(quoteLexeme).join("")
    : `(${lexemes.map(quoteLexeme).join(" | ")})`;
}
