import { type Highlight, limits, type SearchHitList, type SearchSort } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { isTimeUp } from "../database/sqlstate.ts";
import { ChatError } from "../errors.ts";
import type { Wire } from "../wire.ts";
import { toConditions } from "./query/conditions.ts";
import { highlightAll } from "./query/highlights.ts";
import { parseQuery } from "./query/parse-query.ts";
import { isFoundBy } from "./query/places.ts";
import type { SearchQuery } from "./query/search-query.ts";
import {
  findSearchPage,
  type SearchPage,
  type SearchRequest,
  type SearchRow,
} from "./search.repository.ts";
import { cursorAfter, isFloored, readCursor } from "./search-cursor.ts";

export interface SearchInput {
  readonly q: string;
  readonly sort?: SearchSort;
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * What matches among the messages that the caller may read: the query itself
 * asks for access, channel by channel, at the moment of the search.
 */
export async function search(
  ctx: Context,
  actor: Actor,
  input: SearchInput,
): Promise<Wire<SearchHitList>> {
  const limit = input.limit ?? limits.LIST_LIMIT_DEFAULT;
  const query = parseQuery(input.q, actor.userId);
  const { matched, ranked } = toConditions(query, actor.orgId);
  // Without words there is nothing to rank by.
  const sort = ranked === null ? "newest" : (input.sort ?? "relevance");
  const after = input.cursor === undefined ? null : readCursor(sort, input.cursor);
  if (!asksAnything(query)) {
    return toWire([], null, false);
  }
  const page = await findPage(ctx, actor, {
    matched,
    ranked: sort === "relevance" ? ranked : null,
    authors: query.wanted.authors,
    notAuthors: query.unwanted.authors,
    channels: query.wanted.channels,
    notChannels: query.unwanted.channels,
    since: microsOf(query.since),
    until: microsOf(query.until),
    after,
    limit: limit + 1,
  });
  const shown = page.hits.slice(0, limit);
  const rows = withoutOutdated(shown, query);
  const highlights = highlightAll(
    rows.map(({ content }) => content),
    query.wanted.terms,
  );
  const hits = rows.map((row, index) => toHit(row, highlights[index] ?? []));
  const partial = sort === "relevance" && (page.cut || isFloored(after));
  return toWire(hits, cursorAfter(page, shown, { sort, after }), partial);
}

/** A query of signs alone finds nothing. */
function asksAnything({ wanted, unwanted, since, until }: SearchQuery): boolean {
  const named = [wanted, unwanted].flatMap(({ authors, channels }) => [authors, channels]);
  return (
    since !== undefined ||
    until !== undefined ||
    [wanted, unwanted].some(({ terms, traits }) => terms.length + traits.length > 0) ||
    named.some(({ ids, names }) => ids.length + names.length > 0)
  );
}

function microsOf(time: Date | undefined): number | null {
  return time === undefined ? null : time.getTime() * 1_000;
}

async function findPage(ctx: Context, actor: Actor, request: SearchRequest): Promise<SearchPage> {
  try {
    return await findSearchPage(ctx.db, actor, request);
  } catch (error) {
    if (isTimeUp(error)) {
      throw new ChatError("busy", "the search took too long; make it narrower", { cause: error });
    }
    throw error;
  }
}

/**
 * What was edited is found by what it says now, though no worker may have seen
 * it yet. Of very much that was changed the last is left out, unlooked at.
 */
function withoutOutdated(rows: readonly SearchRow[], query: SearchQuery): SearchRow[] {
  const { wanted, unwanted } = query;
  if (wanted.terms.length + unwanted.terms.length === 0) {
    return [...rows];
  }
  let left: number = limits.SEARCH_RECHECKED_LENGTH_MAX;
  return rows.filter(({ changed, content }) => {
    left -= changed ? content.length : 0;
    return !changed || (left >= 0 && isFoundBy(content, query));
  });
}

function toHit(row: SearchRow, highlights: readonly Highlight[]): string {
  const channel = { id: row.channelId, name: row.channelName, type: row.channelType };
  const rest = JSON.stringify({ channel, highlights, score: row.score });
  return `{"message":${row.message},${rest.slice(1)}`;
}

function toWire(
  hits: readonly string[],
  nextCursor: string | null,
  partial: boolean,
): Wire<SearchHitList> {
  const rest = JSON.stringify({ next_cursor: nextCursor, partial });
  return `{"items":[${hits.join(",")}],${rest.slice(1)}`;
}
