import { parseArgs } from "node:util";
import { createDatabase, reindexMessages } from "@chat/domain";
import { createPool } from "@chat/runtime";
import { paced } from "./paced.ts";
import { createProgress } from "./progress.ts";

const RATE = { usual: 2_000, max: 1_000_000 };

const USAGE = `Usage: pnpm reindex [--rate N], with DATABASE_URL set

Indexes every message again, while the service runs. After an end of any kind
it goes on where it was.

  --rate N   messages a second at most (default ${RATE.usual.toLocaleString("en")})
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== "--"),
    options: {
      rate: { type: "string", default: String(RATE.usual) },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const url = process.env["DATABASE_URL"];
  const rate = Number(values.rate);
  if (!url || !/^\d+$/.test(values.rate) || rate < 1 || rate > RATE.max) {
    throw new Error(USAGE);
  }
  const pool = createPool(url, 1, "chat-reindex");
  const progress = createProgress(process.stdout);
  let stopping = false;
  process.once("SIGINT", () => {
    stopping = true;
  });
  try {
    for await (const state of paced(reindexMessages({ db: createDatabase(pool) }), rate)) {
      progress.show(state);
      if (stopping) {
        break;
      }
    }
  } finally {
    progress.stop();
    await pool.end();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
