import t from "tap";
import type { TestProcess } from "../support/platform.ts";
import { createChannel, startWorld } from "../support/world.ts";
import { queriesOf, readDashboards } from "./dashboards.ts";
import { type DocumentedMetric, readDocumentedMetrics } from "./documented-metrics.ts";
import { namesIn } from "./metric-names.ts";
import { readRules } from "./rules.ts";
import { queriesOfRunbook, readRunbook } from "./runbooks.ts";

t.test("a running service exports exactly what docs/metrics.md has", async (t) => {
  const world = await startWorld(t, { gateways: 1, workers: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);
  await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "hello" });
  await socket.waitFor("message");
  const documented = await readDocumentedMetrics();
  const kinds = { api: world.apis, gateway: world.gateways, worker: world.workers };
  for (const [kind, [process]] of Object.entries(kinds)) {
    const of = documented.filter(({ processes }) => processes.includes(kind));
    const text = await scrape(process);
    const types = Array.from(text.matchAll(/^# TYPE (chat_\w+ \w+)$/gm), ([, type = ""]) => type);
    t.same(types.sort(), of.map(({ name, type }) => `${name} ${type}`).sort(), kind);
    t.same(labelsWithIds(text), [], `no label of ${kind} grows with use`);
    for (const metric of of) {
      for (const labels of labelsOf(text, metric)) {
        t.same(labels, [...metric.labels, "process"].sort(), `${metric.name} of ${kind}`);
      }
    }
  }
});

t.test("paths that nobody knows are one series, however many they are", async (t) => {
  const world = await startWorld(t);
  const [api] = world.apis;
  for (const [method, path] of [
    ["GET", "/api/v1/nothing"],
    ["POST", "/api/v1/channels/1/2/3"],
    ["GET", "/anything?token=secret"],
    ["DELETE", "/api/v1/search"],
  ] as const) {
    t.equal((await fetch(`${api?.url}${path}`, { method })).status, 404);
  }
  const text = await scrape(api);
  const unknown = text.match(/^chat_api_requests_total\{operation="none".*$/gm);
  t.same(unknown, [
    'chat_api_requests_total{operation="none",method="any",status="404",process="test"} 4',
  ]);
  t.notMatch(text, /secret|nothing/);
});

t.test("rules, dashboards and runbooks name nothing that is not there", async (t) => {
  const { alerts, recordings } = await readRules();
  const recorded = recordings.map(({ record }) => record);
  const known = new Set([...recorded, ...(await readDocumentedMetrics()).map(({ name }) => name)]);
  const check = (place: string, text: string) =>
    t.same(
      namesIn(text).filter((name) => !known.has(name)),
      [],
      place,
    );
  for (const { alert, expr } of alerts) {
    check(alert, expr);
    check(`runbook of ${alert}`, queriesOfRunbook(await readRunbook(alert)).join("\n"));
  }
  for (const { record, expr } of recordings) {
    check(record, expr);
  }
  for (const [place, query] of (await readDashboards()).flatMap(queriesOf)) {
    check(place, query);
  }
});

async function scrape(process: TestProcess | undefined): Promise<string> {
  return (await fetch(`${process?.metricsUrl}/metrics`)).text();
}

/** Samples that name a user, an organisation or a message; channels only where the busiest are told. */
function labelsWithIds(text: string): string[] {
  const lines = text.match(/^\w+\{.*[\da-f]{8}-[\da-f]{4}-.*$/gm) ?? [];
  return lines.filter((line) => !line.startsWith("chat_messages_by_channel{"));
}

/** The names of the labels of each sample, without that of a histogram's buckets. */
function labelsOf(text: string, { name, type }: DocumentedMetric): string[][] {
  const suffix = type === "histogram" ? "_(?:bucket|count|sum)" : "";
  const samples = text.matchAll(new RegExp(`^${name}${suffix}\\{(.*)\\} \\S+$`, "gm"));
  return Array.from(samples, ([, labels = ""]) =>
    Array.from(labels.matchAll(/(\w+)="[^"]*"/g), ([, label = ""]) => label)
      .filter((label) => !(type === "histogram" && label === "le"))
      .sort(),
  );
}
