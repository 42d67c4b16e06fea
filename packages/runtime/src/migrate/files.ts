import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One file of `migrations/`: its statements, and what its first lines say of it. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
  /** `-- no-transaction`: one statement that cannot run inside one. */
  readonly transactional: boolean;
  /** `-- breaking`: processes that do not know this migration must not run on it. */
  readonly breaking: boolean;
}

const NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/** @throws when a file is named wrongly or a number is used twice. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const numbers = new Set<string>();
  for (const name of names) {
    const number = name.slice(0, 4);
    if (!NAME.test(name) || numbers.has(number)) {
      throw new Error(`${name}: a migration is named NNNN_words.sql, each number once`);
    }
    numbers.add(number);
  }
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const sql = await readFile(join(folder, name), "utf8");
  return {
    name,
    sql,
    checksum: createHash("sha256").update(sql).digest("hex"),
    transactional: !/^-- no-transaction$/m.test(sql),
    breaking: /^-- breaking$/m.test(sql),
  };
}
