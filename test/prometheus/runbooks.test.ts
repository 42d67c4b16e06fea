import { readdir, readFile } from "node:fs/promises";
import t from "tap";
import { readDashboards } from "./dashboards.ts";
import { readRules } from "./rules.ts";
import { queriesOfRunbook, readRunbook, runbookFile } from "./runbooks.ts";

const FOLDER = new URL("../../docs/runbooks/", import.meta.url);
const INDEX = "README.md";
/** What somebody reads at night, in this order. */
const PARTS = [
  "What users notice",
  "How to see it",
  "First steps",
  "Deeper causes",
  "How to mend it",
  "How to know that it is over",
];

t.test("every alert has its runbook, and every runbook its alert", async (t) => {
  const { alerts } = await readRules();
  const wanted = [...new Set(alerts.map(({ alert }) => runbookFile(alert)))];
  const present = (await readdir(FOLDER)).filter((name) => name !== INDEX);
  t.same(present.sort(), wanted.sort());
  const bases = alerts.map(({ alert, annotations: { runbook_url: url } }) => {
    t.ok(url.endsWith(`/docs/runbooks/${runbookFile(alert)}`), `${alert}: ${url}`);
    return url.slice(0, -runbookFile(alert).length);
  });
  const panels = (await readDashboards()).flatMap((dashboard) => dashboard.panels);
  const links = panels.flatMap(({ links = [] }) => links.map(({ url }) => url));
  t.equal(new Set(bases).size, 1, "they are all in one place");
  for (const link of links) {
    t.ok(present.includes(link.slice(bases[0]?.length)), `a panel links ${link}`);
  }
});

t.test("a runbook has what somebody needs at night, and its index names it", async (t) => {
  const index = await readFile(new URL(INDEX, FOLDER), "utf8");
  const { alerts } = await readRules();
  for (const { alert, labels } of alerts) {
    const text = await readRunbook(alert);
    t.equal(text.split("\n")[0], `# ${alert}`);
    const headings = Array.from(text.matchAll(/^## (.+)$/gm), ([, heading]) => heading);
    t.same(headings, PARTS, alert);
    t.ok(queriesOfRunbook(text).length > 0, `${alert} has something to ask`);
    const row = index
      .split("\n")
      .find((line) => line.includes(`[${alert}](${runbookFile(alert)})`));
    t.ok(row?.includes(labels.severity), `${alert} ${labels.severity} stands in the index`);
  }
});
