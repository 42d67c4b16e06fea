import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Artefact } from "./artefact.ts";
import { withFreshDatabase } from "./fresh-database.ts";

const run = promisify(execFile);
const CODEGEN = join(import.meta.dirname, "../../node_modules/kysely-codegen/dist/cli/bin.js");

/** What the parsers of `packages/runtime/src/database/pool.ts` make of these types. */
const TYPES = {
  date: "string",
  int8: "number",
  json: "string",
  timestamptz: "Date",
};

/** The types of all tables; the partitions of the event log are read through their parent. */
export const databaseTypes: Artefact = {
  path: "packages/domain/src/database/schema.gen.ts",
  async make() {
    return withFreshDatabase(async (url) => {
      const args = ["--dialect", "postgres", "--url", url, "--print", "--log-level", "error"];
      const mapping = ["--type-mapping", JSON.stringify(TYPES)];
      const exclude = ["--exclude-pattern", "*.chat_events_*"];
      const { stdout } = await run(process.execPath, [CODEGEN, ...args, ...mapping, ...exclude]);
      return `${stdout.trim()}\n`;
    });
  },
};
