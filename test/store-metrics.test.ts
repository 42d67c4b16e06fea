import { setTimeout as sleep } from "node:timers/promises";
import { apiApp } from "@chat/api";
import t from "tap";
import { createTestEnvironment } from "./support/environment.ts";
import { startTestProcess, type TestProcess } from "./support/platform.ts";
import { startTcpProxy } from "./support/tcp-proxy.ts";
import { until } from "./support/until.ts";
import { testVariable } from "./support/variables.ts";

/** The value of a sample, by its name and labels but for the process. */
async function sample({ metricsUrl }: TestProcess, name: string): Promise<number | undefined> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const line = text
    .replaceAll(/,?process="test"/g, "")
    .replaceAll("{}", "")
    .split("\n")
    .find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

t.test("waiting for a connection is measured, having one at hand is not", async (t) => {
  // As many as readiness asks for at once, so that a scrape does not wait itself.
  const environment = await createTestEnvironment(t, { DATABASE_POOL_SIZE: "2" });
  const running = await startTestProcess(t, [apiApp], environment);
  const { postgres } = running.platform;
  const waits = async () => (await sample(running, "chat_postgres_pool_wait_seconds_count")) ?? 0;
  t.equal(await sample(running, "chat_postgres_pool_size"), 2);
  const before = await waits();
  t.ok(before >= 1, "the first had to be made");

  const holders = await Promise.all([postgres.connect(), postgres.connect()]);
  const waiting = postgres.query("select 1");
  const { waitingCount } = postgres;
  t.equal(waitingCount, 1);
  await sleep(50);
  for (const holder of holders) {
    holder.release();
  }
  await waiting;
  await postgres.query("select 1");
  t.equal(await waits(), before + 1);
  const sum = await sample(running, "chat_postgres_pool_wait_seconds_sum");
  t.ok((sum ?? 0) >= 0.045, "as long as they were held");
});

t.test("what a process relies on is told by store, also while it is away", async (t) => {
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  const redis = await startTcpProxy(t, { host, port: Number(port) });
  const environment = await createTestEnvironment(t, { REDIS_ADDR: `127.0.0.1:${redis.port}` });
  const running = await startTestProcess(t, [apiApp], environment);
  const redisAnswers = () => sample(running, 'chat_health_check{check="redis"}');
  await until(async () => (await redisAnswers()) === 1);
  const errors = (await sample(running, "chat_redis_errors_total")) ?? 0;
  redis.sever();
  await until(async () => (await redisAnswers()) === 0);
  t.equal(await sample(running, "chat_ready"), 1, "it serves without Redis");
  t.equal(await sample(running, 'chat_health_check{check="postgres"}'), 1);
  await until(async () => ((await sample(running, "chat_redis_errors_total")) ?? 0) > errors);
  redis.restore();
  await until(async () => (await redisAnswers()) === 1);
});

t.test("connections to Postgres that break or cannot be had are counted", async (t) => {
  const environment = await createTestEnvironment(t);
  const url = new URL(environment["DATABASE_URL"] ?? "");
  const proxy = await startTcpProxy(t, { host: url.hostname, port: Number(url.port) });
  const through = Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(proxy.port) });
  const running = await startTestProcess(t, [apiApp], {
    ...environment,
    DATABASE_URL: through.href,
  });
  const count = (kind: string) => sample(running, `chat_postgres_errors_total{kind="${kind}"}`);
  t.equal(await count("broken"), 0);
  t.equal(await count("connect"), 0);
  proxy.sever();
  await until(async () => ((await count("broken")) ?? 0) > 0);
  await until(async () => ((await count("connect")) ?? 0) > 0);
  t.equal(await sample(running, "chat_ready"), 0);
  proxy.restore();
  await until(async () => (await sample(running, "chat_ready")) === 1);
});
