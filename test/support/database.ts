import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Teardown } from "./teardown.ts";
import { testVariable } from "./variables.ts";

/**
 * A migrated database for one test, cloned from the template, dropped when the
 * test ends, whoever is still connected.
 *
 * @param template of one's own, and how it is copied
 * @returns its URL
 */
export async function createTestDatabase(
  t: Teardown,
  template: string = testVariable("TEST_TEMPLATE_DATABASE"),
): Promise<string> {
  const server = testVariable("TEST_POSTGRES_URL");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await run(server, `create database ${name} template ${template}`);
  t.teardown(() => run(server, `drop database ${name} with (force)`));
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

/** How a service reaches the database: through PgBouncer, where the run was told so. */
export function pooledUrl(databaseUrl: string): string {
  const port = process.env["TEST_POOLER_PORT"];
  const url = new URL(databaseUrl);
  const isOfRun = url.host === new URL(testVariable("TEST_POSTGRES_URL")).host;
  return port !== undefined && isOfRun ? Object.assign(url, { port }).href : databaseUrl;
}

/** A database with nothing in it, for tests of the migrations themselves. */
export async function createEmptyDatabase(t: Teardown): Promise<string> {
  const server = testVariable("TEST_POSTGRES_URL");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await run(server, `create database ${name}`);
  t.teardown(() => run(server, `drop database ${name} with (force)`));
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
