/**
 * What one part of a query asks of a text: any of the alternatives, each a
 * sequence of neighbouring places, each of which takes any of its lexemes.
 */
export interface Term {
  readonly alternatives: readonly (readonly (readonly string[])[])[];
}

export const TRAITS = ["link", "file", "reaction", "pin", "thread"] as const;
export type Trait = (typeof TRAITS)[number];

/** Users or channels as a query names them; null: it names none. */
export interface Named {
  readonly ids: readonly string[];
  /** Lower-case. */
  readonly names: readonly string[];
}

/** What must be, or what must not. */
export interface Wanted {
  readonly terms: readonly Term[];
  readonly traits: readonly Trait[];
  readonly authors: Named;
  readonly channels: Named;
}

/** A query, taken apart. */
export interface SearchQuery {
  readonly wanted: Wanted;
  readonly unwanted: Wanted;
  /** From this moment on, and before that. */
  readonly since: Date | undefined;
  readonly until: Date | undefined;
}
