import { readFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { guardedFiles, linkTools } from "./guarded-project.ts";
import { OFFENCES } from "./offences.ts";
import { runScript } from "./run.ts";
import { withTree } from "./tree.ts";

const VERIFY = "scripts/verify/main.ts";
const GENERATE = "scripts/generate/main.ts";
const GENERATED = "docs/errors.md";
/** Compares with a database that is made for it; its script is tried below on a page. */
const DRIFT = "drift";

t.setTimeout(120_000);

const files = await guardedFiles();

await withTree(files, async (tree) => {
  await linkTools(tree);

  await t.test("each step is offended", async (t) => {
    const { stdout } = await runScript(tree.root, VERIFY, ["--list"]);
    const offended = new Set(OFFENCES.map(({ step }) => step));
    t.strictSame(stdout.trim().split("\n").sort(), [...offended, DRIFT].sort());
  });

  await t.test("a project without an offence passes", async (t) => {
    const steps = new Set(OFFENCES.map(({ step }) => step));
    const { code, output } = await runScript(tree.root, VERIFY, [...steps]);
    t.equal(code, 0, output);
  });

  for (const { step, says, files: offence } of OFFENCES) {
    await t.test(`${step} refuses what it says ${says} of`, async (t) => {
      await tree.write(offence);
      const { code, output } = await runScript(tree.root, VERIFY, [step]);
      t.equal(code, 1);
      t.match(output, says);
      await tree.remove(Object.keys(offence).filter((path) => !(path in files)));
      await tree.write(files);
    });
  }
});

await withTree({}, async (tree) => {
  await t.test("a generated file that was changed is named, with what mends it", async (t) => {
    await runScript(tree.root, GENERATE, [GENERATED]);
    const fresh = await runScript(tree.root, GENERATE, ["--check", GENERATED]);
    t.equal(fresh.code, 0, fresh.output);

    const page = await readFile(join(tree.root, GENERATED), "utf8");
    await tree.write({ [GENERATED]: `${page}\nEdited by hand.\n` });
    const { code, output } = await runScript(tree.root, GENERATE, ["--check", GENERATED]);
    t.equal(code, 1);
    t.match(output, `pnpm generate ${GENERATED}`);
  });
});
