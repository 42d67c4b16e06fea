import { limits } from "@chat/contract";
import { invalid } from "../../errors.ts";
import { intersect, type Period, periodOf } from "./days.ts";
import {
  type Named,
  type SearchQuery,
  type Term,
  TRAITS,
  type Trait,
  type Wanted,
} from "./search-query.ts";
import { phraseTerm, termsOf } from "./terms.ts";

/** `-operator:"value"`, each part of which may be absent. A quotation that never ends, ends with the query. */
const PIECE = /(?<minus>-?)(?:(?<operator>[a-z]+):)?(?:"(?<quoted>[^"]*)"?|(?<plain>[^\s"]+))/giu;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TRAIT_NAMES: ReadonlySet<string> = new Set(TRAITS);

interface Piece {
  readonly negated: boolean;
  readonly operator: string;
  readonly value: string;
  readonly quoted: boolean;
  /** As it was written, without the minus. */
  readonly text: string;
}

interface Growing {
  terms: Term[];
  traits: Trait[];
  authors: { ids: string[]; names: string[] };
  channels: { ids: string[]; names: string[] };
}

/**
 * Takes a query apart. What looks like an operator and is none is words.
 *
 * @param callerId whom `me` means
 * @throws {ChatError} `invalid_request` for a day that is none, and for too much
 */
export function parseQuery(q: string, callerId: string): SearchQuery {
  const sides = { wanted: nothing(), unwanted: nothing() };
  let period: Period = { since: undefined, until: undefined };
  for (const piece of piecesOf(q)) {
    const { operator, value, negated } = piece;
    if (operator === "before" || operator === "after" || operator === "on") {
      if (negated) {
        throw invalid("querystring.q", `has -${operator}:, which cannot be excluded`);
      }
      period = intersect(period, periodOf(operator, value));
    } else {
      add(sides[negated ? "unwanted" : "wanted"], piece, callerId);
    }
  }
  assertBounded([sides.wanted, sides.unwanted]);
  return { ...sides, ...period };
}

function nothing(): Growing {
  const named = () => ({ ids: [], names: [] });
  return { terms: [], traits: [], authors: named(), channels: named() };
}

function* piecesOf(q: string): Generator<Piece> {
  for (const { groups = {}, 0: whole } of q.matchAll(PIECE)) {
    const { minus = "", operator = "", quoted, plain = "" } = groups;
    const value = quoted ?? plain;
    const text = whole.slice(minus.length);
    yield {
      negated: minus !== "",
      operator: value === "" ? "" : operator.toLowerCase(),
      value,
      quoted: quoted !== undefined,
      text,
    };
  }
}

function add(side: Growing, { operator, value, quoted, text }: Piece, callerId: string): void {
  if (operator === "from") {
    addName(side.authors, value, callerId);
  } else if (operator === "in") {
    addName(side.channels, value, undefined);
  } else if (operator === "has" && TRAIT_NAMES.has(value) && value !== "thread") {
    side.traits.push(value as Trait);
  } else if (operator === "is" && value === "thread") {
    side.traits.push("thread");
  } else if (quoted && operator === "") {
    side.terms.push(...[phraseTerm(value)].filter((term) => term !== undefined));
  } else {
    side.terms.push(...termsOf(text.replaceAll('"', " ")));
  }
}

/** `<@id>`, `@name`, `#name`, `me`, or simply the name or id. */
function addName(named: { ids: string[]; names: string[] }, value: string, me: string | undefined) {
  const bare = value
    .replace(/^<?[@#]/, "")
    .replace(/>$/, "")
    .normalize("NFC")
    .toLowerCase();
  if (UUID.test(bare)) {
    named.ids.push(bare);
  } else if (bare === "me" && me !== undefined) {
    named.ids.push(me);
  } else {
    named.names.push(bare);
  }
}

function assertBounded(sides: readonly Wanted[]): void {
  const steps = sides.flatMap(({ terms }) =>
    terms.flatMap(({ alternatives }) => alternatives.flat()),
  );
  if (steps.length > limits.SEARCH_QUERY_WORDS_MAX) {
    throw invalid("querystring.q", `has more than ${limits.SEARCH_QUERY_WORDS_MAX} words`);
  }
  const sizeOf = ({ ids, names }: Named) => ids.length + names.length;
  const named = sides.flatMap(({ authors, channels }) => [sizeOf(authors), sizeOf(channels)]);
  if (Math.max(...named) > limits.SEARCH_QUERY_NAMES_MAX) {
    throw invalid(
      "querystring.q",
      `names more than ${limits.SEARCH_QUERY_NAMES_MAX} users or channels`,
    );
  }
}
