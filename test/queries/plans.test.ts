import { glob } from "node:fs/promises";
import { basename, resolve } from "node:path";
import t, { type Test } from "tap";
import { createTestDatabase } from "../support/database.ts";
import type { CasesOf, ExcusedCase } from "./cases/case.ts";
import { CASES } from "./cases/cases.ts";
import { emptyEditedMessage } from "./cases/message-changes.ts";
import { postIntoEmpty } from "./cases/posting.ts";
import { nodesOf } from "./plan.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { refusalsOf } from "./refusals.ts";
import { createSeededDatabase } from "./seeded-database.ts";

const DOMAIN = resolve(import.meta.dirname, "../../packages/domain/src");

async function findQueries(): Promise<Map<unknown, string>> {
  const queries = new Map<unknown, string>();
  for await (const file of glob("**/*.repository.ts", { cwd: DOMAIN })) {
    const exports: Record<string, unknown> = await import(resolve(DOMAIN, file));
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value === "function") {
        queries.set(value, `${basename(file, ".repository.ts")}: ${name}`);
      }
    }
  }
  return queries;
}

async function judge(t: Test, recorder: Recorder, name: string, given: CasesOf[1][string]) {
  const { run, because }: Partial<ExcusedCase> & Pick<ExcusedCase, "run"> =
    typeof given === "function" ? { run: given } : given;
  const plans = await recorder.record(run);
  t.not(plans.length, 0, `${name}: has a plan`);
  const refusals = plans.flatMap(({ plan }) => refusalsOf(plan));
  const excused = refusals.filter(({ excusable }) => excusable && because !== undefined);
  t.same(
    refusals.filter((refusal) => !excused.includes(refusal)).map(({ reason }) => reason),
    [],
    name,
  );
  t.equal(excused.length > 0, because !== undefined, `${name}: an excuse where one is needed`);
}

t.test("every query of every repository has its cases", async (t) => {
  const queries = await findQueries();
  const named = new Set<unknown>(CASES.map(([query]) => query));
  t.equal(named.size, CASES.length, "each query stands there once");
  const missing = [...queries].filter(([query]) => !named.has(query)).map(([, name]) => name);
  t.same(missing, [], "a query without a case");
  const unknown = CASES.filter(([query]) => !queries.has(query)).map(([query]) => query.name);
  t.same(unknown, [], "a case without a query");
});

t.test("no query reads more than it must", async (t) => {
  const recorder = createRecorder(t, await createSeededDatabase(t));
  for (const [query, cases] of CASES) {
    await t.test(query.name, async (t) => {
      for (const [name, given] of Object.entries(cases)) {
        await judge(t, recorder, name, given);
      }
    });
  }
});

t.test("a plan that is kept reads no partition whole, not even an empty one", async (t) => {
  const recorder = createRecorder(t, await createSeededDatabase(t));
  const plans = await recorder.record(emptyEditedMessage);
  const kept = plans.filter(({ text }) => text.includes("update chat_events"));
  t.not(kept.length, 0);
  const nodes = kept.flatMap(({ plan }) => nodesOf(plan));
  t.same(
    nodes.filter((node) => node["Node Type"] === "Seq Scan"),
    [],
  );
});

t.test("a plan that was made on empty tables reads none whole later", async (t) => {
  const recorder = createRecorder(t, await createTestDatabase(t));
  const plans = await recorder.record(postIntoEmpty);
  const whole = plans.flatMap(({ plan }) => refusalsOf(plan)).filter((it) => !it.excusable);
  t.same(
    whole.map(({ reason }) => reason),
    [],
  );
});

t.test("what reads too much is refused", async (t) => {
  const plan = (node: object) => ({
    "Node Type": "Index Scan",
    "Actual Rows": 1,
    "Shared Hit Blocks": 1,
    "Shared Read Blocks": 0,
    ...node,
  });
  const reasons = (node: object) => refusalsOf(plan({ Plans: [plan(node)] })).length;
  const messages = { "Relation Name": "chat_messages" };
  t.equal(reasons(messages), 0);
  t.equal(reasons({ ...messages, "Node Type": "Seq Scan" }), 1);
  t.equal(reasons({ "Relation Name": "chat_settings", "Node Type": "Seq Scan" }), 0);
  t.equal(reasons({ ...messages, "Rows Removed by Filter": 120 }), 0);
  t.equal(reasons({ ...messages, "Rows Removed by Filter": 121 }), 1);
  t.equal(reasons({ ...messages, "Actual Rows": 1_201 }), 1);
});
