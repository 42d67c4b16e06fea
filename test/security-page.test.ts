import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";

const DOCS = join(import.meta.dirname, "../docs");
const LINK = /\]\(([^)#]+)\)/g;

const page = await readFile(join(DOCS, "security.md"), "utf8");

t.test("what the threat model names is there", async (t) => {
  const links = Array.from(page.matchAll(LINK), ([, path = ""]) => path);
  t.ok(links.length > 0);
  for (const link of links) {
    await t.resolves(access(join(DOCS, link)), link);
  }
});

t.test("every threat but that of a backup names the test that holds it", async (t) => {
  const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (---|threat|resource)/.test(line));
  const held = rows.filter((row) => !/\.test\.ts\)/.test(row)).map((row) => row.split(" | ")[0]);
  t.same(held, ["| a backup"]);
});
