import { createDatabase, rescanAttachments } from "@chat/domain";
import { createPool } from "@chat/runtime";

const USAGE = `Usage: pnpm rescan, with DATABASE_URL set

Has the workers scan every file once more that had failed for good, as one
larger than clamd's limits were. Prints how many.
`;

async function main(): Promise<void> {
  const [argument] = process.argv.slice(2).filter((given) => given !== "--");
  if (argument === "--help" || argument === "-h") {
    process.stdout.write(USAGE);
    return;
  }
  const url = process.env["DATABASE_URL"];
  if (!url || argument !== undefined) {
    throw new Error(USAGE);
  }
  const pool = createPool(url, 1, "chat-rescan");
  try {
    const files = await rescanAttachments({ db: createDatabase(pool), now: () => new Date() });
    process.stdout.write(`${files} files are scanned once more\n`);
  } finally {
    await pool.end();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
