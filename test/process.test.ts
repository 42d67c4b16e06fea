import { once } from "node:events";
import { createServer } from "node:net";
import { apiApp } from "@chat/api";
import t from "tap";
import { createTestEnvironment } from "./support/environment.ts";
import { startTestProcess } from "./support/platform.ts";
import { createChannel, startWorld } from "./support/world.ts";

t.test("a wrong or missing variable stops the start with one line that names it", async (t) => {
  const environment = await createTestEnvironment(t);
  const cases: [Record<string, string>, string][] = [
    [{ DATABASE_URL: "" }, "DATABASE_URL is missing: it takes a URL such as postgres://"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL is wrong: it takes a URL such as postgres://"],
    [{ REDIS_ADDR: "nowhere" }, "REDIS_ADDR is wrong: it takes host:port"],
    [{ CHAT_PORT: "99999" }, "CHAT_PORT is wrong: it takes a whole number from 0 to 65535"],
    [{ CHAT_PORT: "8o86" }, "CHAT_PORT is wrong"],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" },
      "OTEL_EXPORTER_OTLP_ENDPOINT is wrong: it takes the URL of a collector",
    ],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: "a=b,c" },
      "OTEL_EXPORTER_OTLP_HEADERS is wrong: it takes what the collector",
    ],
    [{ OTEL_TRACES_SAMPLER_ARG: "1.5" }, "OTEL_TRACES_SAMPLER_ARG is wrong: it takes the part"],
    [{ OTEL_TRACES_SAMPLER: "always" }, "OTEL_TRACES_SAMPLER is wrong: it takes traceidratio or"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL is wrong: it takes one of trace, debug"],
    [{ JWT_SECRET: "" }, "JWT_SECRET is missing"],
    [{ EVENT_GROUPS: "64", EVENT_SHARDS: "8" }, "EVENT_GROUPS is wrong: it takes no more than"],
    [{ EVENT_SHARDS: "32" }, "EVENT_SHARDS is 32, but this database was first used with 64"],
  ];
  await startTestProcess(t, [], environment);
  for (const [overrides, line] of cases) {
    const starting = startTestProcess(t, [apiApp], { ...environment, ...overrides });
    const error: Error = await starting.then(
      () => new Error("it started"),
      (reason) => reason,
    );
    t.ok(error.message.startsWith(line), error.message);
    t.notOk(error.message.includes("\n"), "one line");
  }
});

t.test("a taken port is named with its variable", async (t) => {
  const holder = createServer().listen(0, "127.0.0.1");
  t.teardown(() => holder.close());
  await once(holder, "listening");
  const { port } = holder.address() as { port: number };
  for (const name of ["CHAT_PORT", "CHAT_METRICS_PORT"]) {
    const environment = await createTestEnvironment(t, { [name]: String(port) });
    await t.rejects(startTestProcess(t, [apiApp], environment), {
      message: `port ${port} is taken: set ${name} to another one`,
    });
  }
});

t.test("a process refuses a schema that lacks something, or breaks what it knows", async (t) => {
  const world = await startWorld(t);
  const start = () => startTestProcess(t, [apiApp], world.environment);
  await world.query(
    "insert into chat_migrations (name, checksum, breaking) values ('9998_newer.sql', 'x', false)",
  );
  await start();
  await world.query(
    "insert into chat_migrations (name, checksum, breaking) values ('9999_other.sql', 'x', true)",
  );
  await t.rejects(start(), { message: /^the database has 9999_other\.sql, which this older/ });
  await world.query("delete from chat_migrations where name >= '0005'");
  await t.rejects(start(), {
    message: /^the database lacks 0005_posting\.sql; run pnpm db:migrate/,
  });
});

t.test("readiness follows what the process needs; health does not", async (t) => {
  const world = await startWorld(t);
  const { url } = world.apis[0] ?? { url: "" };
  t.equal((await fetch(`${url}/readyz`)).status, 200);
  await world.query(
    `do $$ declare name text; begin
       for name in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'chat_events'::regclass
           and to_date(right(c.relname, 8), 'YYYYMMDD') > current_date + 1
       loop execute format('drop table %I', name); end loop;
     end $$`,
  );
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const answer = await fetch(`${url}/readyz`);
  t.equal(answer.status, 503);
  const { checks } = (await answer.json()) as { checks: object[] };
  t.match(
    checks.find((check) => "name" in check && check.name === "event log"),
    { name: "event log", ok: false, required: true },
  );
  t.equal((await fetch(`${url}/healthz`)).status, 200);
});

t.test("the metrics by name, with labels that are bounded", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const socket = await ada.socket(t);
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}/messages`;
  await ada.rest("POST", path, { content: "one" });
  await ada.rest("POST", path, { content: "" });
  await ada.rest("GET", `${path}?limit=3`);
  const read = async (url: string | undefined) => (await fetch(`${url}/metrics`)).text();
  const api = await read(world.apis[0]?.metricsUrl);
  t.match(api, /chat_messages_sent_total\{[^}]*\} 1\n/);
  t.match(api, new RegExp(`chat_messages_by_channel\\{channel="${channel.id}"[^}]*\\} 1\n`));
  t.match(api, /chat_messages_by_channel\{channel="other"[^}]*\} 0\n/);
  t.match(api, /chat_api_requests_total\{operation="postMessage",method="POST",status="201"/);
  t.match(api, /chat_api_requests_total\{operation="postMessage",method="POST",status="400"/);
  t.match(api, /chat_api_request_duration_seconds_count\{[^}]*operation="listMessages"/);
  t.notMatch(api, /operation="[^"]*\//, "no URL is a label");
  const gateway = await read(world.gateways[0]?.metricsUrl);
  t.match(gateway, /chat_websocket_connections\{[^}]*\} 1\n/);
  socket.close();
  await socket.closed;
  // The gateway learns of it a moment later.
  let left = "";
  for (
    let tries = 0;
    tries < 200 && !/chat_websocket_connections\{[^}]*\} 0\n/.test(left);
    tries += 1
  ) {
    left = await read(world.gateways[0]?.metricsUrl);
  }
  t.match(left, /chat_websocket_connections\{[^}]*\} 0\n/);
});
