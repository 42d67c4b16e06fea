import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { unpackCommit, unpackPrevious } from "./previous.ts";

t.test("the last release's own tests pass on the schema of today", async (t) => {
  const previous = await unpackPrevious(t);
  for (const file of previous.suite) {
    const { passed, output } = await previous.runTest(file);
    t.ok(passed, passed ? file : `${file}\n${output.slice(-4_000)}`);
  }
});

t.test("a clone without the last release says so in one line", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "chat-previous-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const missing = "0".repeat(40);
  await t.rejects(unpackCommit(missing, folder), {
    message: /^the last release, 0{40}, is not in/,
  });
});
