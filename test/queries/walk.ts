import type { Test } from "tap";
import type { RestAnswer } from "../support/rest.ts";
import type { WorldUser } from "../support/world.ts";

export interface Item {
  readonly id?: string;
  readonly user_id?: string;
  readonly seq?: number;
}

export interface Walk {
  readonly path: string;
  /** What one item is known by, and what its list is in the order of. */
  readonly key: (item: Item) => string;
  readonly position: (item: Item) => string | number;
  readonly descending?: boolean;
  /** There during the whole walk. */
  readonly kept: readonly string[];
  /** What others write while a page is being read. */
  readonly write: (page: number) => Promise<readonly unknown[]>;
}

const PAGE = 3;
const PAGES_MAX = 100;

/** Pages through a list while others write: what stays comes once, nothing twice, in order. */
export async function assertWalk(t: Test, user: WorldUser, walk: Walk): Promise<void> {
  const items: Item[] = [];
  let cursor: string | null = "";
  let pages = 0;
  while (cursor !== null && pages < PAGES_MAX) {
    const onwards: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const [{ status, body }, written] = await Promise.all([
      user.rest("GET", `${walk.path}?limit=${PAGE}${onwards}`),
      walk.write(pages),
    ]);
    t.equal(status, 200);
    t.ok(written.every(succeeded), "all was written");
    items.push(...body.items);
    cursor = body.next_cursor;
    pages += 1;
  }
  t.equal(cursor, null, "the walk ends");
  t.ok(pages > walk.kept.length / PAGE, "in several pages");
  const keys = items.map(walk.key);
  t.equal(new Set(keys).size, keys.length, "nothing comes twice");
  t.same(
    walk.kept.filter((key) => !keys.includes(key)),
    [],
    "nothing is left out that was there all the time",
  );
  const positions = items.map(walk.position);
  const rising = walk.descending ? positions.toReversed() : positions;
  t.ok(
    rising.every((position, index) => index === 0 || position > (rising[index - 1] ?? position)),
    "in order",
  );
}

/** Of what is written only where there was something to write. */
function succeeded(answer: unknown): boolean {
  return !answer || (answer as RestAnswer).status < 300;
}
