import pg from "pg";
import { createTestDatabase } from "../support/database.ts";
import type { Teardown } from "../support/teardown.ts";
import { testVariable } from "../support/variables.ts";
import { seed } from "./seed/seed.ts";

const TEMPLATE = "chat_seeded_template";
const UNFINISHED = "chat_seeded_unfinished";

/**
 * A clone of the large database. Who comes first seeds it, once for all test
 * files of a run; the others wait.
 *
 * @returns its URL
 */
export async function createSeededDatabase(t: Teardown): Promise<string> {
  const server = testVariable("TEST_POSTGRES_URL");
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext($1))", [TEMPLATE]);
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [
      TEMPLATE,
    ]);
    if (rowCount === 0) {
      await client.query(`drop database if exists ${UNFINISHED} with (force)`);
      const migrated = testVariable("TEST_TEMPLATE_DATABASE");
      await client.query(`create database ${UNFINISHED} template ${migrated}`);
      await seed(Object.assign(new URL(server), { pathname: `/${UNFINISHED}` }).href);
      await client.query(`alter database ${UNFINISHED} rename to ${TEMPLATE}`);
    }
  } finally {
    await client.end();
  }
  // Copied as files: through the log it would take three times as long.
  return createTestDatabase(t, `${TEMPLATE} strategy file_copy`);
}
