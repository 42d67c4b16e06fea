import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { createTestEnvironment } from "../support/environment.ts";
import { TEST_UNSUBSCRIBE_SECRET } from "../support/planted.ts";
import { startAppProcess } from "../support/process.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { until } from "../support/until.ts";
import { queriesOf, readDashboards } from "./dashboards.ts";
import { selectorsIn } from "./metric-names.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import { type Alert, readRules } from "./rules.ts";
import { queriesOfRunbook, readRunbook } from "./runbooks.ts";
import { startTraffic } from "./traffic.ts";

const WAIT_MS = 120_000;
const POLL_MS = 1_000;
/** Those that would fire for good where labels or names were not what rules take them for; of others speed decides. */
const BY_LABELS = "NoneReady|ProcessNotReady|StoreAway|VersionsApart|LogPartitionsLow";

type Queries = readonly (readonly [place: string, query: string])[];

t.test("every query has an answer where the service runs", async (t) => {
  const mails = await startSmtpSink(t);
  const environment = await createTestEnvironment(t, {
    ATTACHMENT_SCAN: "off",
    SMTP_URL: mails.url,
    MAIL_FROM: "Chat <chat@example.com>",
    PUBLIC_URL: "https://chat.example.com",
    UNSUBSCRIBE_SECRET: TEST_UNSUBSCRIBE_SECRET,
    NOTIFY_MAIL_DELAY_SECONDS: "0",
  });
  const start = (app: "api" | "gateway" | "worker") => startAppProcess(t, app, environment);
  const [api, gateway, worker] = await Promise.all([
    start("api"),
    start("gateway"),
    start("worker"),
  ]);
  const prometheus = await startPrometheus(t, {
    api: new URL(api.metricsUrl).host,
    gateway: new URL(gateway.metricsUrl).host,
    worker: new URL(worker.metricsUrl).host,
  });
  const traffic = await startTraffic(t, { api: api.url, gateway: gateway.url });

  const { alerts, recordings } = await readRules();
  t.same(
    await unanswered(prometheus, [
      ...(await readDashboards()).flatMap(queriesOf),
      ...recordings.map(({ record }) => ["recording", record] as const),
      ...alerts.flatMap(({ alert, expr }) =>
        selectorsIn(expr).map((part) => [alert, part] as const),
      ),
      ...(await queriesOfRunbooks(alerts)),
    ]),
    [],
  );
  for (const { expr } of alerts) {
    await t.resolves(prometheus.query(expr), expr);
  }
  // Pending is enough: firing takes a minute.
  const alarmed = () => prometheus.query(`ALERTS{alertname=~"${BY_LABELS}"}`);
  await until(async () => (await alarmed()).length === 0, WAIT_MS);
  await traffic.stop();
});

async function queriesOfRunbooks(alerts: readonly Alert[]): Promise<Queries> {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  const all = await Promise.all(
    names.map(async (name) =>
      queriesOfRunbook(await readRunbook(name)).map((query) => [`${name}.md`, query] as const),
    ),
  );
  return all.flat();
}

/** Those that have not brought a number in time. @throws where one is not understood */
async function unanswered(prometheus: Prometheus, queries: Queries): Promise<Queries> {
  const deadline = Date.now() + WAIT_MS;
  let left = queries;
  for (;;) {
    const answers = await Promise.all(
      left.map(async (entry) => ((await isAnswered(prometheus, entry[1])) ? [] : [entry])),
    );
    left = answers.flat();
    if (left.length === 0 || Date.now() > deadline) {
      return left;
    }
    await sleep(POLL_MS);
  }
}

async function isAnswered(prometheus: Prometheus, query: string): Promise<boolean> {
  const samples = await prometheus.query(query);
  return samples.some(({ value }) => Number.isFinite(value));
}
