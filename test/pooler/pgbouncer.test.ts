import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createClient } from "@chat/client";
import pg from "pg";
import t, { type Test } from "tap";
import { createEmptyDatabase, createTestDatabase } from "../support/database.ts";
import { createTestEnvironment } from "../support/environment.ts";
import { startAppProcess } from "../support/process.ts";
import { codeOf, restAs } from "../support/rest.ts";
import { openSocket } from "../support/socket.ts";
import { signToken } from "../support/tokens.ts";
import { until } from "../support/until.ts";
import { testVariable } from "../support/variables.ts";
import { type Pgbouncer, type PgbouncerOptions, startPgbouncer } from "./pgbouncer.ts";

const run = promisify(execFile);
const CLI = fileURLToPath(new URL("../../packages/runtime/src/migrate/cli.ts", import.meta.url));

/** Fewer than the processes have connections, so that each serves many of them. */
const POOL_SIZE = 4;
const SMALL: PgbouncerOptions = {
  replacements: [["default_pool_size = 40", `default_pool_size = ${POOL_SIZE}`]],
};

async function start(t: Test, options: PgbouncerOptions = SMALL): Promise<Pgbouncer> {
  const folder = await mkdtemp(join(tmpdir(), "chat-pgbouncer-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const server = testVariable("TEST_POSTGRES_URL");
  const program = testVariable("TEST_PGBOUNCER");
  const pgbouncer = await startPgbouncer(program, join(folder, "pgbouncer"), server, options);
  t.teardown(() => pgbouncer.stop());
  return pgbouncer;
}

const through = (url: string, { port }: Pgbouncer) =>
  Object.assign(new URL(url), { port: String(port) }).href;

async function connectedTo(t: Test, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  t.teardown(() => client.end());
  return client;
}

t.test("several processes share a few connections, and everything works", async (t) => {
  const direct = await createTestDatabase(t);
  const environment = await createTestEnvironment(t, {
    DATABASE_URL: through(direct, await start(t)),
    MIGRATION_DATABASE_URL: direct,
    ATTACHMENT_SCAN: "off",
  });
  const [first, second, gateway1, gateway2] = await Promise.all([
    startAppProcess(t, "api", environment),
    startAppProcess(t, "api", environment),
    startAppProcess(t, "gateway", environment),
    startAppProcess(t, "gateway", environment),
    startAppProcess(t, "worker", environment),
  ]);
  const orgId = randomUUID();
  const person = () => {
    const id = randomUUID();
    const token = signToken({ sub: id, org_id: orgId });
    const rests = [restAs(first.url, token), restAs(second.url, token)] as const;
    return { id, token, rests };
  };
  const ada = person();
  const people = [ada, person(), person(), person()];
  const [rest] = ada.rests;
  const channel = (await rest("POST", "/channels", { name: "pooled" })).body;
  const socket = await openSocket(t, gateway1.url, ada.token);
  await socket.follow(channel.id);

  const key = { "idempotency-key": randomUUID() };
  const created = await Promise.all(
    [...ada.rests, ...ada.rests].map((create) =>
      create("POST", "/channels", { name: "once" }, key),
    ),
  );
  t.equal(created.filter(({ status }) => status === 201).length, 1);
  t.ok(created.every(({ status }) => [200, 201, 409].includes(status)));

  const writings = people.flatMap(({ rests }, index) =>
    rests.map(async (write, api) => {
      await write("POST", `/channels/${channel.id}/join`);
      for (let turn = 0; turn < 15; turn += 1) {
        const content = `elephants ${index}-${api}-${turn} <@${ada.id}>`;
        const posted = await write("POST", `/channels/${channel.id}/messages`, { content });
        t.equal(posted.status, 201);
        await write("POST", `/messages/${posted.body.id}/reactions`, { emoji: "👍" });
        await write("PUT", `/messages/${posted.body.id}`, { content: `${content} again` });
        await write("POST", `/channels/${channel.id}/read`);
      }
    }),
  );
  await Promise.all(writings);
  const { last_seq } = (await rest("GET", `/channels/${channel.id}`)).body;
  await until(async () => socket.seqs(channel.id).at(-1) === last_seq);
  const resumed = await openSocket(t, gateway2.url, ada.token);
  resumed.send({ type: "subscribe", channel_id: channel.id, since_seq: 0 });
  await until(async () => resumed.seqs(channel.id).at(-1) === last_seq);
  const every = Array.from({ length: last_seq }, (_, index) => index + 1);
  t.same(resumed.seqs(channel.id), every);

  const client = createClient({ baseUrl: second.url, token: ada.token });
  await until(
    async () => (await client.search({ q: "elephants", limit: 200 })).items.length >= 100,
  );
  await until(async () => (await client.listNotifications({})).items.length > 0);

  const database = new URL(direct).pathname.slice(1);
  const outside = await connectedTo(t, testVariable("TEST_POSTGRES_URL"));
  const { rows } = await outside.query(
    "select count(*)::int as connections from pg_stat_activity where datname = $1",
    [database],
  );
  t.ok(rows[0].connections <= POOL_SIZE, `${rows[0].connections} connections to Postgres`);
});

t.test("migrations go past it, several at once", async (t) => {
  const direct = await createEmptyDatabase(t);
  const pooled = through(direct, await start(t));
  const env = { ...process.env, DATABASE_URL: pooled, MIGRATION_DATABASE_URL: direct };
  const migrate = () =>
    run(process.execPath, ["--conditions=@chat/source", CLI, "migrate"], { env });
  const outputs = await Promise.all([migrate(), migrate()]);
  const words = outputs.map(({ stdout }) => stdout.trim().split("\n").at(-1) ?? "");
  t.ok(words.includes("nothing to do"), words.join(", "));
  t.ok(words.some((word) => /^\d+ applied$/.test(word)));
  const environment = await createTestEnvironment(t, { DATABASE_URL: pooled });
  await startAppProcess(t, "api", environment);
});

t.test("where it has no connection left, the service says so, and goes on later", async (t) => {
  const pooled = through(await createTestDatabase(t), await start(t));
  const environment = await createTestEnvironment(t, { DATABASE_URL: pooled });
  const api = await startAppProcess(t, "api", environment);
  const rest = restAs(api.url, signToken());
  t.equal((await rest("GET", "/channels")).status, 200);
  const holders = await Promise.all(
    Array.from({ length: POOL_SIZE }, async () => {
      const holder = await connectedTo(t, pooled);
      await holder.query("begin");
      return holder;
    }),
  );
  const refused = await rest("GET", "/channels");
  t.equal(refused.status, 503);
  t.ok(["busy", "unavailable"].includes(codeOf(refused) ?? ""));
  await Promise.all(holders.map((holder) => holder.query("rollback")));
  t.equal((await rest("GET", "/channels")).status, 200);
});

t.test("the service lives through its restart", async (t) => {
  const pgbouncer = await start(t);
  const pooled = through(await createTestDatabase(t), pgbouncer);
  const environment = await createTestEnvironment(t, { DATABASE_URL: pooled });
  const api = await startAppProcess(t, "api", environment);
  const client = createClient({ baseUrl: api.url, token: signToken() });
  const channel = await client.createChannel({ name: "restart" });
  const posting = Array.from({ length: 30 }, (_, index) =>
    client.postMessage({ channelId: channel.id, content: String(index) }),
  );
  await Promise.race(posting);
  await pgbouncer.stop();
  await start(t, { ...SMALL, port: pgbouncer.port });
  const ids = new Set((await Promise.all(posting)).map(({ id }) => id));
  t.equal(ids.size, 30);
  const { items } = await client.listMessages({ channelId: channel.id });
  t.same(new Set(items.map(({ id }) => id)), ids, "each once");
});
