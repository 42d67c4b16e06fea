import { createDatabase, reindexMessages } from "@chat/domain";
import { createPool } from "@chat/runtime";

/** Indexes what was seeded; returns the messages a second. */
export async function indexAll(
  databaseUrl: string,
  onDone: (messages: number) => void,
): Promise<number> {
  const pool = createPool(databaseUrl, 1, "chat-bench");
  try {
    const began = performance.now();
    let all = 0;
    for await (const { done } of reindexMessages({ db: createDatabase(pool) })) {
      onDone(done - all);
      all = done;
    }
    // As autovacuum would have it before long: entries that wait go into the index.
    await pool.query("vacuum (analyze) chat_search");
    return (all * 1_000) / (performance.now() - began);
  } finally {
    await pool.end();
  }
}
