import type { SearchSort } from "@chat/contract";
import { CURSOR_UUID, decodeCursor, encodeCursor } from "../cursor.ts";
import type { PageEnd, SearchPage, SearchRow } from "./search.repository.ts";

const MICROS = /^\d{1,16}$/;
const SCORE = /^\d(\.\d{1,20})?(e-\d{1,3})?$/;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * The moment of the first page is part of each cursor: what comes later is
 * neither shown nor does it move what is there.
 *
 * @throws {ChatError} `invalid_cursor`, also for one of another order
 */
export function readCursor(sort: SearchSort, cursor: string): PageEnd {
  if (sort === "newest") {
    const [asOf, at, id = ""] = decodeCursor("search", cursor, [MICROS, MICROS, CURSOR_UUID]);
    return { asOf: Number(asOf), at: Number(at), id };
  }
  const pattern = [MICROS, SCORE, CURSOR_UUID, /^(\d{1,16}|-)$/];
  const [asOf, score, id = "", floor] = decodeCursor("search", cursor, pattern);
  return {
    asOf: Number(asOf),
    score: Number(score),
    id,
    floor: floor === "-" ? null : Number(floor),
  };
}

/** Whether the ranking of the first page left something out. */
export function isFloored(end: PageEnd | null): boolean {
  return end !== null && "floor" in end && end.floor !== null;
}

/** Null on the last page. */
export function cursorAfter(
  page: SearchPage,
  shown: readonly SearchRow[],
  { sort, after }: { sort: SearchSort; after: PageEnd | null },
): string | null {
  const { asOf } = page;
  const last = page.hits.length > shown.length ? shown.at(-1) : undefined;
  if (sort === "relevance") {
    const floor = isFloored(after) || page.cut ? floorOf(page, after) : "-";
    return last ? encodeCursor("search", [asOf, last.score, last.id, floor]) : null;
  }
  if (last) {
    return encodeCursor("search", [asOf, last.at, last.id]);
  }
  // The time was up: the next page goes on where this one stopped.
  return page.stoppedAt === null ? null : encodeCursor("search", [asOf, page.stoppedAt, FIRST_ID]);
}

function floorOf(page: SearchPage, after: PageEnd | null): number | string {
  const known = after !== null && "floor" in after ? after.floor : null;
  return known ?? page.floor ?? "-";
}
