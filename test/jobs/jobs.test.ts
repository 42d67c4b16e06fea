import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@chat/standalone/redis";
import { Redis } from "ioredis";
import t from "tap";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";
import { testVariable } from "../support/variables.ts";
import { createStage } from "./stage.ts";

t.test("an event becomes a job, once, however many workers there are", async (t) => {
  const stage = await createStage(t);
  const workers = [await stage.startWorker(), await stage.startWorker()];
  const ids: string[] = [];
  for (let index = 0; index < 20; index += 1) {
    ids.push(await stage.post(`${index}`));
  }
  for (const id of ids) {
    t.equal(await stage.done(id), 1);
  }
  const last = await stage.post("last");
  await stage.done(last);
  const [{ count } = { count: 0 }] = await stage.query<{ count: number }>(
    "select count(*)::integer as count from probe_tries",
  );
  t.equal(count, ids.length + 1, "none of them twice");
  const metrics = await Promise.all(
    workers.map(async ({ metricsUrl }) => (await fetch(`${metricsUrl}/metrics`)).text()),
  );
  t.match(metrics.join("\n"), /chat_jobs_total\{.*kind="probe-message",outcome="completed"/);
  t.match(metrics[0], /chat_job_queue_depth\{.*kind="probe-message",state="waiting"/);
  t.match(metrics[0], /chat_job_queue_age_seconds\{.*kind="probe-message"/);
});

t.test("what was posted before any worker was there becomes jobs, too", async (t) => {
  const stage = await createStage(t);
  const early = await stage.post("early");
  await stage.startWorker();
  t.equal(await stage.done(early), 1);
});

t.test("a job that fails is tried again", async (t) => {
  const stage = await createStage(t);
  await stage.startWorker();
  const id = await stage.post("fail once");
  t.equal(await stage.done(id), 1);
  t.equal(await stage.tries(id), 2);
});

t.test("a job that takes too long has failed, and its last try is its last", async (t) => {
  const stage = await createStage(t);
  const worker = await stage.startWorker({ attempts: 2, timeoutMs: 100 });
  const id = await stage.post("hang");
  const metrics = async () => (await fetch(`${worker.metricsUrl}/metrics`)).text();
  await until(async () => /outcome="timed out".* 2$/m.test(await metrics()));
  await until(async () => /state="failed".* 1$/m.test(await metrics()));
  t.equal(await stage.tries(id), 2);
});

t.test("a worker killed between reading an event and confirming it loses nothing", async (t) => {
  const stage = await createStage(t);
  const worker = await stage.startWorkerProcess(true);
  const id = await stage.post("kill while dispatching");
  await until(async () => !(await answers(worker.url)));
  t.equal(await stage.tries(id), 0);
  await stage.startWorkerProcess(false);
  t.equal(await stage.done(id), 1);
});

t.test("a worker killed in the middle of a job leaves it to another", async (t) => {
  const stage = await createStage(t);
  const worker = await stage.startWorkerProcess(true);
  const id = await stage.post("kill while working");
  await until(async () => !(await answers(worker.url)));
  await stage.startWorkerProcess(false);
  t.equal(await stage.done(id), 1);
  t.equal(await stage.tries(id), 2);
});

t.test("a stop waits for what runs, but not for ever", async (t) => {
  const stage = await createStage(t);
  const worker = await stage.startWorker();
  const id = await stage.post("hang");
  await until(async () => (await stage.tries(id)) === 1);
  await worker.stop();
  const other = await stage.startWorkerProcess(false);
  t.equal(await stage.done(id), 1, "what was broken off is done again");
  await other.kill("SIGTERM");
});

t.test("with Redis away a worker waits, works when it is back, and stops", async (t) => {
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  const proxy = await startTcpProxy(t, { host, port: Number(port) });
  const stage = await createStage(t, { REDIS_ADDR: `127.0.0.1:${proxy.port}` });
  proxy.sever();
  const worker = await stage.startWorker();
  const ready = await fetch(`${worker.url}/readyz`);
  t.equal(ready.status, 200);
  proxy.restore();
  const swept = await stage.post("swept");
  t.ok(await stage.done(swept));

  proxy.sever();
  const during = await stage.post("swept");
  proxy.restore();
  t.ok(await stage.done(during));
  proxy.sever();
  await worker.stop();
});

t.test(
  "a Redis that comes back empty costs no job: groups are made anew, sweeps mend",
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "chat-jobs-"));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const server = await startRedis(folder, () => undefined);
    t.teardown(() => server.stop());
    const stage = await createStage(t, { REDIS_ADDR: server.address });
    const redis = new Redis(server.port);
    t.teardown(() => redis.disconnect());

    const lost = await stage.post("swept");
    await redis.flushall();
    await stage.startWorker();
    t.ok(await stage.done(lost), "a sweep makes the job that was lost");
    await redis.flushall();
    const after = await stage.post("after");
    t.ok(await stage.done(after), "events become jobs as before");
  },
);

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
