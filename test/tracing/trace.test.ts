import { randomBytes, randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import pg from "pg";
import t from "tap";
import { ok } from "../deliveries/stage.ts";
import { createTestEnvironment } from "../support/environment.ts";
import { PLANTED_TEXT, TEST_COLLECTOR_TOKEN } from "../support/planted.ts";
import { startAppProcess } from "../support/process.ts";
import { restAs } from "../support/rest.ts";
import { openSocket } from "../support/socket.ts";
import type { Teardown } from "../support/teardown.ts";
import { signToken } from "../support/tokens.ts";
import { until } from "../support/until.ts";
import { startCollector } from "./collector.ts";

/** Where no Redis listens. */
const NOWHERE = "127.0.0.1:1";
const POSTS = 60;

async function startTraced(t: Teardown, more: Readonly<Record<string, string>> = {}) {
  const collector = await startCollector(t);
  const environment = await createTestEnvironment(t, {
    ATTACHMENT_SCAN: "off",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    ...more,
  });
  const [api, gateway, worker] = await Promise.all([
    startAppProcess(t, "api", environment),
    startAppProcess(t, "gateway", environment),
    startAppProcess(t, "worker", environment),
  ]);
  const token = signToken({ sub: randomUUID(), org_id: randomUUID() });
  const rest = restAs(api.url, token);
  const channel = await ok(rest("POST", "/channels", { name: `traced-${PLANTED_TEXT}` }));
  const socket = await openSocket(t, gateway.url, token);
  await socket.follow(channel.id);
  const path = `/channels/${channel.id}/messages`;
  return { collector, environment, api, gateway, worker, token, rest, channel, socket, path };
}

const createTraceId = () => randomBytes(16).toString("hex");
const parentIn = (traceId: string, flags = "01") => ({
  traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-${flags}`,
});

t.test("one trace goes from the request to the gateway and to the jobs", async (t) => {
  const { collector, api, rest, socket, path, token } = await startTraced(t, {
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${TEST_COLLECTOR_TOKEN}`,
  });
  const traceId = createTraceId();
  const parent = parentIn(traceId);
  const posted = await rest("POST", path, { content: PLANTED_TEXT }, parent);
  t.equal(posted.status, 201);
  await socket.waitFor("message");

  const find = (service: string, name: string) => collector.find({ traceId, service, name });
  const request = await find("chat-api", "POST /api/v1/channels/:channelId/messages");
  const write = await find("chat-api", "write message");
  const statement = await find("chat-api", "post messages");
  const query = await find("chat-api", "select chat_post_messages");
  const publish = await find("chat-api", "publish event");
  const deliver = await find("chat-gateway", "deliver event");
  const index = await find("chat-worker", "process index-message");
  const batch = await collector.find({ traceId, parentId: index.spanId, name: "index messages" });
  const indexQuery = await collector.find({ traceId, parentId: batch.spanId });
  t.equal(request.parentId, parent.traceparent.split("-")[2], "below the caller's span");
  t.equal(write.parentId, request.spanId);
  t.equal(statement.parentId, write.spanId);
  t.equal(query.parentId, statement.spanId);
  t.equal(publish.parentId, write.spanId);
  t.equal(deliver.parentId, publish.spanId);
  t.equal(index.parentId, publish.spanId);
  t.equal(indexQuery.attributes["db.system.name"], "postgresql");
  t.match(request.attributes, {
    "http.request.method": "POST",
    "http.route": "/api/v1/channels/:channelId/messages",
    "http.response.status_code": 201,
    "chat.request.id": posted.headers.get("x-request-id"),
  });
  t.match(deliver.attributes, { "chat.outcome": "delivered", "chat.sockets": 1 });
  t.match(collector.headers, { authorization: `Bearer ${TEST_COLLECTOR_TOKEN}` });

  const requestId = posted.headers.get("x-request-id");
  await until(async () => api.log.some(({ reqId }) => reqId === requestId));
  const line = api.log.find(({ reqId }) => reqId === requestId);
  t.match(line, { trace_id: traceId, span_id: request.spanId }, "the log line names it");

  const upgrade = await collector.find({ service: "chat-gateway", name: "GET /ws" });
  t.equal(upgrade.attributes["http.response.status_code"], 101, "a handshake ends with its answer");
  t.equal((await rest("GET", `/search?q=${PLANTED_TEXT}`)).status, 200);
  t.equal((await fetch(`${api.url}/${PLANTED_TEXT}?token=${token}`)).status, 404);
  await collector.find({ service: "chat-api", name: "GET /api/v1/search" });
  await collector.find({ service: "chat-api", name: "GET" });
  const sent = Buffer.concat(collector.bodies).toString("latin1");
  t.notMatch(sent, PLANTED_TEXT, "no texts, names or paths");
  t.notMatch(sent, token, "no tokens");
  t.notOk(
    collector.spans.some(({ name }) => /readyz|healthz/.test(name)),
    "no probes",
  );
});

t.test("what shares a statement goes on in the trace of each", async (t) => {
  const { collector, rest, socket, path } = await startTraced(t);
  const traces = Array.from({ length: POSTS }, createTraceId);
  const seqOf = new Map<string, number>();
  await Promise.all(
    traces.map(async (traceId, index) => {
      const { body } = await rest("POST", path, { content: `${index}` }, parentIn(traceId));
      seqOf.set(traceId, body.seq);
    }),
  );
  await socket.waitFor("message", ({ seq }) => seq === POSTS + 1);
  for (const traceId of traces) {
    const service = "chat-gateway";
    const deliver = await collector.find({ traceId, service, name: "deliver event" });
    t.equal(deliver.attributes["chat.event.seq"], seqOf.get(traceId));
    await collector.find({ traceId, service: "chat-worker", name: "process index-message" });
  }
  const statements = collector.spans.filter(({ name }) => name === "post messages");
  const shared = statements.filter((span) => Number(span.attributes["chat.batch.size"]) > 1);
  t.ok(shared.length > 0, "some shared one");
  for (const { attributes, links } of shared) {
    t.equal(links.length, Number(attributes["chat.batch.size"]) - 1, "and it names the others");
  }
});

t.test("what waits in the outbox goes on in its trace", async (t) => {
  const { collector, environment, token, path, socket } = await startTraced(t);
  const cutOff = await startAppProcess(t, "api", { ...environment, REDIS_ADDR: NOWHERE });
  const rest = restAs(cutOff.url, token);
  const traces = [createTraceId(), createTraceId(), createTraceId()];
  const [message] = await Promise.all(
    traces.map(async (traceId) => {
      const { body } = await rest("POST", path, { content: "left" }, parentIn(traceId));
      return body;
    }),
  );
  const edited = createTraceId();
  await ok(rest("PUT", `/messages/${message.id}`, { content: "again" }, parentIn(edited)));
  await socket.waitFor("message_update");
  for (const traceId of [...traces, edited]) {
    const relayed = await collector.find({
      traceId,
      service: "chat-worker",
      name: "publish event",
    });
    const deliver = await collector.find({ traceId, name: "deliver event" });
    t.equal(deliver.parentId, relayed.spanId);
    const failed = await collector.find({ traceId, service: "chat-api", name: "publish event" });
    t.ok(failed.hasFailed, "and shows that the API could not");
    t.equal(failed.parentId, relayed.parentId, "both below the write");
  }
});

t.test("a job that fails says so in its trace", async (t) => {
  const { collector, environment, rest, path, worker } = await startTraced(t);
  const client = new pg.Client({ connectionString: environment["MIGRATION_DATABASE_URL"] });
  await client.connect();
  t.teardown(() => client.end());
  await client.query("alter table chat_search rename to chat_search_elsewhere");
  const traceId = createTraceId();
  await ok(rest("POST", path, { content: "x" }, parentIn(traceId)));
  const tried = await collector.find({ traceId, name: "process index-message" });
  t.ok(tried.hasFailed);
  t.equal(tried.attributes["error.type"], "42P01", "by the code of Postgres, without its words");
  await until(async () => worker.log.some(({ job }) => job === "index-message"));
  t.match(
    worker.log.find(({ job }) => job === "index-message"),
    {
      trace_id: traceId,
      span_id: tried.spanId,
    },
  );
});

t.test("the ratio decides, and a caller only where callers are believed", async (t) => {
  const start = async (more: Readonly<Record<string, string>>) => {
    const traced = await startTraced(t, { OTEL_TRACES_SAMPLER_ARG: "0", ...more });
    const traceId = createTraceId();
    const answer = await traced.rest("POST", traced.path, { content: "x" }, parentIn(traceId));
    await traced.socket.waitFor("message");
    const requestId = answer.headers.get("x-request-id");
    const findLine = () => traced.api.log.find(({ reqId }) => reqId === requestId);
    await until(async () => findLine() !== undefined);
    t.match(findLine(), { trace_id: traceId }, "log lines name the trace, recorded or not");
    return { ...traced, traceId };
  };
  const strict = await start({});
  const believing = await start({ OTEL_TRACES_SAMPLER: "parentbased_traceidratio" });
  await believing.collector.find({ traceId: believing.traceId, name: "deliver event" });
  await strict.api.kill("SIGTERM");
  await strict.gateway.kill("SIGTERM");
  t.same(strict.collector.spans, []);
  const redis = new Redis(`redis://${strict.environment["REDIS_ADDR"]}`);
  t.teardown(() => redis.disconnect());
  const keys = await redis.keys(`${strict.environment["CHAT_REDIS_PREFIX"]}:*:events:*`);
  const entries = await Promise.all(keys.map((key) => redis.xrange(key, "-", "+")));
  const lengths = new Set(entries.flat().map(([, fields]) => fields.length));
  t.same([...lengths], [12], "what is not recorded does not travel");
});

t.test("without its collector a service works as before, and says what it lost", async (t) => {
  const { api, rest, path, collector, environment } = await startTraced(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
  });
  t.equal((await rest("POST", path, { content: "x" })).status, 201);
  const failed = /chat_trace_spans_total\{outcome="failed",process="api"\} ([1-9]\d*)/;
  await until(async () => failed.test(await (await fetch(`${api.metricsUrl}/metrics`)).text()));
  await until(async () => api.log.some(({ msg }) => msg === "spans were not exported"));
  await api.kill("SIGTERM");
  t.match(api.log.at(-1), { msg: "stopped" });
  t.same(collector.spans, []);
  const client = new pg.Client({ connectionString: environment["MIGRATION_DATABASE_URL"] });
  await client.connect();
  t.teardown(() => client.end());
  await until(async () => (await client.query("select 1 from chat_outbox")).rowCount === 0);
});
