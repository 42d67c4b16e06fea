import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@chat/client";
import { createOwnerOpener, readConfig } from "@chat/runtime";
import pg from "pg";
import sharp from "sharp";
import t, { type Test } from "tap";
import { createTestEnvironment } from "../support/environment.ts";
import { type AppProcess, startAppProcess } from "../support/process.ts";
import { codeOf, restDirectly } from "../support/rest.ts";
import { openSocket } from "../support/socket.ts";
import { signToken } from "../support/tokens.ts";
import { until } from "../support/until.ts";
import { createAuthority } from "./authority.ts";
import { createFolder, startTlsPostgres, startTlsRedis, startTlsStorage } from "./stores.ts";

const ANSWER_MS = 20_000;

const [right, wrong] = await Promise.all([createAuthority(), createAuthority()]);
const folder = await createFolder(t);
const trusted = join(folder, "right.pem");
const other = join(folder, "wrong.pem");
await writeFile(trusted, right.certificate);
await writeFile(other, wrong.certificate);
const certificate = await right.issue("localhost");

const databaseUrl = await startTlsPostgres(t, certificate);
const redisPort = await startTlsRedis(t, certificate);
const storageUrl = await startTlsStorage(t, certificate);

const verified = (authority: string) =>
  `${databaseUrl}?sslmode=verify-full&sslrootcert=${authority}`;

/** Every store by TLS, with the right authority for each. */
async function tlsEnvironment(t: Test): Promise<Record<string, string>> {
  return createTestEnvironment(t, {
    DATABASE_URL: verified(trusted),
    REDIS_ADDR: `localhost:${redisPort}`,
    REDIS_TLS: "on",
    REDIS_CA_FILE: trusted,
    S3_ENDPOINT: storageUrl,
    NODE_EXTRA_CA_CERTS: trusted,
    ATTACHMENT_SCAN: "off",
  });
}

const saysOf = ({ log }: AppProcess, words: RegExp) => words.test(JSON.stringify(log));

t.test("with the right authority everything works", async (t) => {
  const environment = await tlsEnvironment(t);
  const [api, gateway, worker] = await Promise.all([
    startAppProcess(t, "api", environment),
    startAppProcess(t, "gateway", environment),
    startAppProcess(t, "worker", environment),
  ]);
  const orgId = randomUUID();
  const token = signToken({ org_id: orgId });
  const client = createClient({ baseUrl: api.url, token });
  const channel = await client.createChannel({ name: "encrypted" });
  const socket = await openSocket(t, gateway.url, token);
  await socket.follow(channel.id);
  const peer = await openSocket(t, gateway.url, signToken({ org_id: orgId }));
  await peer.follow(channel.id);

  const image = sharp({ create: { width: 800, height: 600, channels: 3, background: "red" } });
  const bytes = new Uint8Array(await image.png().toBuffer());
  const { id } = await client.uploadAttachment({ file: new File([bytes], "red.png") });
  const message = await client.postMessage({
    channelId: channel.id,
    content: "zebra",
    attachment_ids: [id],
  });
  await socket.waitFor("message", ({ payload }) => payload.id === message.id);
  socket.send({ type: "typing", channel_id: channel.id, payload: { is_typing: true } });
  await peer.waitFor("typing");
  await until(async () => (await client.getAttachment({ attachmentId: id })).thumbnail !== null);
  await until(async () => (await client.search({ q: "zebra" })).items.length === 1);
  for (const process of [api, gateway, worker]) {
    t.notOk(saysOf(process, /redis is away|certificate/), "no store was away");
  }

  const ready = (await (await fetch(`${api.url}/readyz`)).json()) as { checks: { ok: boolean }[] };
  t.ok(ready.checks.every(({ ok }) => ok));
  const outside = new pg.Client({ connectionString: verified(trusted) });
  await outside.connect();
  const { rows } = await outside.query(
    `select a.application_name as name, bool_and(s.ssl) as encrypted
     from pg_stat_ssl s join pg_stat_activity a using (pid)
     where a.application_name like 'chat-%' group by 1 order by 1`,
  );
  await outside.end();
  t.same(rows, [
    { name: "chat-api", encrypted: true },
    { name: "chat-gateway", encrypted: true },
    { name: "chat-worker", encrypted: true },
  ]);
});

t.test("a Postgres of another authority is refused, and so the start", async (t) => {
  const environment = { ...(await tlsEnvironment(t)), DATABASE_URL: verified(other) };
  await t.rejects(startAppProcess(t, "api", environment), { message: /before it listened/ });
  const client = new pg.Client({ connectionString: verified(other) });
  await t.rejects(client.connect(), { message: /self-signed certificate|unable to verify/ });
});

t.test("a Redis of another authority counts as away", async (t) => {
  const environment = { ...(await tlsEnvironment(t)), REDIS_CA_FILE: other };
  const api = await startAppProcess(t, "api", environment);
  await until(async () => saysOf(api, /redis is away/));
  t.ok(saysOf(api, /self-signed certificate|unable to verify|UNABLE_TO_VERIFY/), "and it says why");
  const client = createClient({ baseUrl: api.url, token: signToken() });
  t.ok(await client.createChannel({ name: "answered-all-the-same" }));

  const raw = (environment: Record<string, string>) =>
    createOwnerOpener(readConfig(environment).redis, "any", ANSWER_MS, ANSWER_MS)();
  await t.rejects(raw(environment), { message: /self-signed certificate|unable to verify/ });
  const connection = await raw({ ...environment, REDIS_CA_FILE: trusted });
  t.same(await connection.call("ECHO", "hidden"), Buffer.from("hidden"));
  connection.close();
  const elsewhere = {
    ...environment,
    REDIS_CA_FILE: trusted,
    REDIS_ADDR: `127.0.0.1:${redisPort}`,
  };
  await t.rejects(raw(elsewhere), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
});

t.test("an object storage of another authority is not used", async (t) => {
  const environment = { ...(await tlsEnvironment(t)), NODE_EXTRA_CA_CERTS: other };
  const api = await startAppProcess(t, "api", environment);
  const form = new FormData();
  form.append("file", new Blob(["hidden"]), "hidden.txt");
  const refused = await restDirectly(api.url, signToken(), ANSWER_MS)("POST", "/upload", form);
  t.equal(refused.status, 503);
  t.equal(codeOf(refused), "unavailable");
});

t.test("what is half configured stops the start", async (t) => {
  const environment = await tlsEnvironment(t);
  const cases: [Record<string, string>, string][] = [
    [{ REDIS_TLS: "off" }, "REDIS_TLS is off: it takes on where REDIS_CA_FILE is set"],
    [{ REDIS_TLS: "yes" }, "REDIS_TLS is wrong: it takes on where"],
    [{ REDIS_CA_FILE: "/nowhere.pem" }, "REDIS_CA_FILE cannot be read: it takes a PEM file"],
    [{ REDIS_CA_FILE: import.meta.filename }, "REDIS_CA_FILE holds no certificate: it takes a PEM"],
  ];
  for (const [overrides, line] of cases) {
    t.throws(() => readConfig({ ...environment, ...overrides }), {
      message: new RegExp(`^${line}`),
    });
  }
});
