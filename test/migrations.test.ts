import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, readMigrations, waitForMigrations } from "@chat/runtime";
import pg from "pg";
import t, { type Test } from "tap";
import { createEmptyDatabase } from "./support/database.ts";
import { until } from "./support/until.ts";

async function folderOf(t: Test, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "migrations-"));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) {
    await writeFile(join(folder, name), sql);
  }
  return folder;
}

const FIRST = `create table chat_migrations (
  name text primary key, checksum text not null, breaking boolean not null,
  applied_at timestamptz not null default now()
);`;

async function namesIn(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select name from chat_migrations order by name");
  await client.end();
  return rows.map(({ name }) => name);
}

/** Resolves when somebody who waits has asked what there is. */
async function looked(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const asked =
    "select 1 from pg_stat_activity where datname = current_database() and query like $1";
  await until(async () => {
    const { rowCount } = await client.query(
      `${asked} and pid <> pg_backend_pid() and state = 'idle'`,
      ["select name, checksum%"],
    );
    return rowCount === 1;
  });
  await client.end();
}

t.test("each file is applied once, however many processes come at once", async (t) => {
  const url = await createEmptyDatabase(t);
  const folder = await folderOf(t, {
    "0001_first.sql": FIRST,
    "0002_slow.sql": "create table slow (id int); select pg_sleep(0.3);",
  });
  const migrations = await readMigrations(folder);
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url, migrations)));
  t.same(applied.flat().sort(), ["0001_first.sql", "0002_slow.sql"]);
  t.same(await migrate(url, migrations), []);
});

t.test("whoever waits goes on when another one has migrated, not before", async (t) => {
  const url = await createEmptyDatabase(t);
  const files = { "0001_first.sql": FIRST, "0002_last.sql": "create table last (id int);" };
  const migrations = await readMigrations(await folderOf(t, files));
  await migrate(url, migrations.slice(0, 1));
  let waits = true;
  const waiting = waitForMigrations(url, migrations).then(() => {
    waits = false;
  });
  // Until it has looked, and found one missing.
  await looked(url);
  t.ok(waits);
  await migrate(url, migrations);
  await waiting;

  const changed = { ...files, "0002_last.sql": "create table other (id int);" };
  const others = await readMigrations(await folderOf(t, changed));
  await t.rejects(waitForMigrations(url, others), { message: /^0002_last\.sql was changed/ });
});

t.test("a file that fails leaves nothing of itself, and those before it", async (t) => {
  const url = await createEmptyDatabase(t);
  const files = {
    "0001_first.sql": FIRST,
    "0002_broken.sql": "create table half (id int); select nonsense();",
  };
  const broken = await readMigrations(await folderOf(t, files));
  await t.rejects(migrate(url, broken), { message: /^0002_broken\.sql failed: function nonsense/ });
  t.same(await namesIn(url), ["0001_first.sql"]);

  const mended = { ...files, "0002_broken.sql": "create table half (id int);" };
  const migrations = await readMigrations(await folderOf(t, mended));
  t.same(await migrate(url, migrations), ["0002_broken.sql"]);
});

t.test("an applied file may not change, nor an older one come late", async (t) => {
  const url = await createEmptyDatabase(t);
  const files = { "0001_first.sql": FIRST, "0003_third.sql": "select 1;" };
  await migrate(url, await readMigrations(await folderOf(t, files)));
  const changed = await folderOf(t, { ...files, "0003_third.sql": "select 2;" });
  await t.rejects(migrate(url, await readMigrations(changed)), {
    message: "0003_third.sql was changed after it was applied; add a new file instead",
  });
  const late = await folderOf(t, { ...files, "0002_second.sql": "select 1;" });
  await t.rejects(migrate(url, await readMigrations(late)), {
    message: /^0002_second\.sql is older than 0003_third\.sql/,
  });
});

t.test("an index built concurrently is built anew after a failure left it invalid", async (t) => {
  const url = await createEmptyDatabase(t);
  const files = {
    "0001_first.sql": FIRST,
    "0002_table.sql": "create table things (id int); insert into things values (1), (1);",
    "0003_index.sql":
      "-- no-transaction\ncreate unique index concurrently things_id on things (id);",
  };
  const migrations = await readMigrations(await folderOf(t, files));
  await t.rejects(migrate(url, migrations), { message: /^0003_index\.sql failed/ });

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  const invalid = "select 1 from pg_index where not indisvalid";
  t.equal((await client.query(invalid)).rowCount, 1, "the failure left one behind");
  await client.query("truncate things");
  t.same(await migrate(url, migrations), ["0003_index.sql"]);
  t.equal((await client.query(invalid)).rowCount, 0);
});

t.test("files are named NNNN_words.sql, each number once", async (t) => {
  for (const name of ["1_short.sql", "0001-dash.sql", "0001_Upper.sql"]) {
    const folder = await folderOf(t, { [name]: "" });
    await t.rejects(readMigrations(folder), { message: /NNNN_words\.sql/ }, name);
  }
  const twice = await folderOf(t, { "0001_a.sql": "", "0001_b.sql": "" });
  await t.rejects(readMigrations(twice), { message: /each number once/ });
});
