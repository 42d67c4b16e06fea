import type { SearchHit } from "@chat/contract";
import { createDatabase, reindexMessages } from "@chat/domain";
import { createPool } from "@chat/runtime";
import { until } from "./until.ts";
import type { World, WorldUser } from "./world.ts";

/** A sweep comes every 5 s, and a dead worker holds its jobs for 10 s. */
const INDEXED_MS = 40_000;

/** Waits until the worker has indexed everything that was written so far. */
export function indexed({ query }: World): Promise<void> {
  return until(async () => {
    const [row] = await query<{ behind: boolean }>(
      "select exists (select from chat_messages where version > indexed_version) as behind",
    );
    return row?.behind === false;
  }, INDEXED_MS);
}

/** What a search finds, on its first page. */
export async function searchAs(
  user: WorldUser,
  q: string,
  query: Readonly<Record<string, string>> = {},
): Promise<SearchHit[]> {
  const answer = await user.rest("GET", `/search?${new URLSearchParams({ q, ...query })}`);
  if (answer.status !== 200) {
    throw new Error(`the search was refused: ${JSON.stringify(answer.body)}`);
  }
  return answer.body.items;
}

/** The contents that a search finds, in their order. */
export async function contentsFound(
  user: WorldUser,
  q: string,
  query: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  return (await searchAs(user, q, query)).map(({ message }) => message.content);
}

/** The highlighted parts of a hit. */
export function marked({ message, highlights }: SearchHit): string[] {
  return highlights.map(({ start, end }) => message.content.slice(start, end));
}

/** Indexes everything here and now, what was written without an event, too. */
export async function indexAll({ environment }: World): Promise<void> {
  const pool = createPool(environment["DATABASE_URL"] ?? "", 1, "chat-test");
  try {
    const reindexing = reindexMessages({ db: createDatabase(pool) });
    while (!(await reindexing.next()).done) {
      // Each step indexes one batch.
    }
  } finally {
    await pool.end();
  }
}
