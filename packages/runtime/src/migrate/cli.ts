import pg from "pg";
import { readMigrations } from "./files.ts";
import { MIGRATIONS_FOLDER } from "./folder.ts";
import { migrate, pendingMigrations, readApplied } from "./runner.ts";
import { waitForMigrations } from "./wait.ts";

const COMMANDS = ["migrate", "status", "wait"];
const USAGE = "usage: pnpm db:migrate | pnpm db:status | pnpm db:wait, with DATABASE_URL set";

async function main(command: string | undefined): Promise<void> {
  const url = process.env["MIGRATION_DATABASE_URL"] ?? process.env["DATABASE_URL"];
  if (!(url && command && COMMANDS.includes(command))) {
    throw new Error(USAGE);
  }
  const migrations = await readMigrations(MIGRATIONS_FOLDER);
  if (command === "migrate") {
    const applied = await migrate(url, migrations, (name) => console.log(`applied ${name}`));
    console.log(applied.length === 0 ? "nothing to do" : `${applied.length} applied`);
    return;
  }
  if (command === "wait") {
    await waitForMigrations(url, migrations);
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const pending = pendingMigrations(migrations, await readApplied(client));
    const waiting = new Set(pending.map(({ name }) => name));
    for (const { name } of migrations) {
      console.log(`${waiting.has(name) ? "pending" : "applied"}  ${name}`);
    }
  } finally {
    await client.end();
  }
}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
