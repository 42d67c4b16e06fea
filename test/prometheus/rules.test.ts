import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { CASES, type Situation } from "./cases.ts";
import { promtool } from "./promtool.ts";
import { listRuleFiles, PROMETHEUS_CONFIG, readRules } from "./rules.ts";

t.test("Prometheus accepts its configuration and every rule", async (t) => {
  t.equal(await promtool("check", "config", PROMETHEUS_CONFIG), undefined);
  t.equal(await promtool("check", "rules", ...(await listRuleFiles())), undefined);
});

t.test(
  "every alert says how bad it is, what is the matter, how much, and what to do",
  async (t) => {
    const { alerts } = await readRules();
    for (const { alert, labels, annotations } of alerts) {
      t.match(labels.severity, /^(?:page|ticket)$/, alert);
      t.match(annotations.summary, /^[A-Z].+[^.]$/, alert);
      t.match(annotations.description, /\{\{ \$value/, alert);
      t.match(annotations.runbook_url, /^https:\/\/.+\.md$/, alert);
    }
  },
);

t.test("every alert fires when it should, and only then", async (t) => {
  const { alerts } = await readRules();
  const known = alerts.map(({ alert, labels }) => `${alert} ${labels.severity}`);
  t.same(Object.keys(CASES).sort(), known.sort(), "each has its cases");
  const tests = Object.entries(CASES).flatMap(([name, { fires, silent }]) => {
    t.ok(fires.length > 0 && silent.length > 0, name);
    return [
      ...fires.map((situation) => toTest(name, situation, true)),
      ...silent.map((situation) => toTest(name, situation, false)),
    ];
  });
  const folder = await mkdtemp(join(tmpdir(), "chat-rules-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "tests.json");
  const rule_files = await listRuleFiles();
  await writeFile(file, JSON.stringify({ rule_files, evaluation_interval: "1m", tests }));
  t.equal(await promtool("test", "rules", file), undefined);
});

/** As promtool has it: JSON is YAML, too. */
function toTest(name: string, { series, at }: Situation, fires: boolean): object {
  const [alert, severity] = name.split(" ");
  const labels = `alertname="${alert}",severity="${severity}",alertstate="firing"`;
  return {
    interval: "1m",
    name: `${name} ${fires ? "fires" : "is silent"}`,
    input_series: Object.entries(series).map(([of, values]) => ({ series: of, values })),
    promql_expr_test: [
      {
        expr: `group(ALERTS{${labels}})`,
        eval_time: at,
        exp_samples: fires ? [{ labels: "{}", value: 1 }] : [],
      },
    ],
  };
}
