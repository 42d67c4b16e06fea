import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import pg from "pg";
import t from "tap";
import { WebSocket } from "ws";
import { ok } from "./deliveries/stage.ts";
import { send } from "./fuzz/http.ts";
import { startRedisServer } from "./redis-failover/redis-server.ts";
import { createTestEnvironment } from "./support/environment.ts";
import {
  PLANTED_TEXT,
  TEST_COLLECTOR_TOKEN,
  TEST_REDIS_PASSWORD,
  TEST_SMTP_PASSWORD,
  TEST_UNSUBSCRIBE_SECRET,
} from "./support/planted.ts";
import { type AppProcess, startAppProcess } from "./support/process.ts";
import { startPushEndpoint } from "./support/push-endpoint.ts";
import { restAs } from "./support/rest.ts";
import { startSmtpSink } from "./support/smtp-sink.ts";
import { openSocket } from "./support/socket.ts";
import { signToken } from "./support/tokens.ts";
import { until } from "./support/until.ts";

/**
 * The runner searches what these processes write; here they are made to write
 * as much as they can, about requests that are full of what they must not.
 */
t.test("at the most talkative level no process writes texts, names or secrets", async (t) => {
  const [browser, mails] = await Promise.all([startPushEndpoint(t), startSmtpSink(t)]);
  const mailUrl = new URL(mails.url);
  Object.assign(mailUrl, { username: "chat", password: TEST_SMTP_PASSWORD });
  const environment = await createTestEnvironment(t, {
    LOG_LEVEL: "trace",
    RATE_LIMIT: "on",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${TEST_COLLECTOR_TOKEN}`,
    ATTACHMENT_SCAN: "off",
    PUSH_PRIVATE_ENDPOINTS: "on",
    SMTP_URL: mailUrl.href,
    MAIL_FROM: "Chat <chat@example.com>",
    PUBLIC_URL: "https://chat.example.com",
    UNSUBSCRIBE_SECRET: TEST_UNSUBSCRIBE_SECRET,
    NOTIFY_PUSH_DELAY_SECONDS: "0",
    NOTIFY_MAIL_DELAY_SECONDS: "0",
  });
  const [api, gateway, worker] = await Promise.all([
    startAppProcess(t, "api", environment),
    startAppProcess(t, "gateway", environment),
    startAppProcess(t, "worker", environment),
  ]);
  const database = new pg.Client({ connectionString: environment["MIGRATION_DATABASE_URL"] });
  await database.connect();
  t.teardown(() => database.end());
  const redis = new Redis(`redis://${environment["REDIS_ADDR"]}`);
  t.teardown(() => redis.disconnect());

  const org_id = randomUUID();
  const join = async (name: string) => {
    const claims = { sub: randomUUID(), org_id, name: `${PLANTED_TEXT} ${name}` };
    const token = signToken({ ...claims, email: `${PLANTED_TEXT}@example.com` });
    const rest = restAs(api.url, token);
    await ok(rest("GET", "/users/me"));
    return { id: claims.sub, token, rest };
  };
  const [ada, bob] = [await join("Ada"), await join("Bob")];
  await ok(
    bob.rest("POST", "/notifications/push-subscriptions", {
      endpoint: browser.url,
      keys: browser.keys,
    }),
  );
  const texts = { topic: PLANTED_TEXT, description: PLANTED_TEXT };
  const channel = await ok(
    ada.rest("POST", "/channels", { name: PLANTED_TEXT, member_ids: [bob.id], ...texts }),
  );
  const messages = `/channels/${channel.id}/messages`;
  const content = `${PLANTED_TEXT} <@${bob.id}>`;
  const socket = await openSocket(t, gateway.url, bob.token);
  await socket.follow(channel.id);

  await t.test("what goes well", async (t) => {
    const form = new FormData();
    form.append("file", new Blob([PLANTED_TEXT]), `${PLANTED_TEXT}.txt`);
    const { id } = await ok(ada.rest("POST", "/upload", form));
    const message = await ok(ada.rest("POST", messages, { content, attachment_ids: [id] }));
    await ok(ada.rest("PUT", `/messages/${message.id}`, { content: `${content} again` }));
    await ok(ada.rest("POST", `/messages/${message.id}/thread`, { content }));
    await ok(ada.rest("GET", `/channels?q=${PLANTED_TEXT}`));
    await ok(ada.rest("GET", `/users?q=${PLANTED_TEXT}`));
    await ok(ada.rest("PUT", "/users/status", { status: "online", status_text: PLANTED_TEXT }));
    await ok(bob.rest("PUT", "/notifications/preferences", { keywords: [PLANTED_TEXT] }));
    await socket.waitFor("notification");
    await until(async () => {
      const path = `/search?q=${PLANTED_TEXT}`;
      return (await ok(ada.rest("GET", path))).items.length > 0;
    });
    await until(async () => browser.received.length > 0);
    // The mail server has no such account.
    await until(async () => says(worker, "a mail was not taken"));
    t.equal(mails.received.length, 0);
  });

  await t.test("what is refused", async (t) => {
    const authorization = `Bearer ${ada.token}`;
    const ask = async (method: string, path: string, headers = {}, body?: string) =>
      (await send(api.url, { method, path, headers, ...(body ? { body } : {}) })).status;
    const json = { authorization, "content-type": "application/json" };
    const escaped = encodeURIComponent(PLANTED_TEXT);
    t.equal(await ask("GET", "/api/v1/users/me", { authorization: `Bearer ${ada.token}x` }), 401);
    t.equal(await ask("GET", `/api/v1/users/me?token=${ada.token}`), 401);
    t.equal(await ask("GET", `/${PLANTED_TEXT}?token=${ada.token}`, { authorization }), 404);
    t.equal(await ask("GET", `/api/v1/channels/${escaped}`, { authorization }), 400);
    t.equal(await ask("GET", `/%zz${PLANTED_TEXT}`, { authorization }), 400);
    t.equal(await ask("POST", `/api/v1${messages}`, json, `{"content":"${PLANTED_TEXT}`), 400);
    t.equal(await ask("POST", `/api/v1${messages}`, json, `{"${PLANTED_TEXT}":"x"}`), 400);
    t.equal(
      await ask("POST", "/api/v1/channels", json, JSON.stringify({ name: PLANTED_TEXT })),
      409,
    );
    t.equal(await ask("GET", `/api/v1/users?cursor=${escaped}`, { authorization }), 400);
    t.equal(await ask("GET", `/notifications/unsubscribe?token=${escaped}`), 404);
    const ws = `${gateway.url.replace(/^http/, "ws")}/ws?token=`;
    for (const token of [`${ada.token}x`, PLANTED_TEXT, signToken({ exp: 1 })]) {
      const refused = new WebSocket(ws + token);
      const error = await new Promise<Error>((resolve) => refused.once("error", resolve));
      t.match(error.message, "401");
    }
    const opened = new WebSocket(ws + ada.token);
    await new Promise((resolve) => opened.once("open", resolve));
    opened.send(JSON.stringify({ type: "auth", token: `${ada.token}x` }));
    opened.send(JSON.stringify({ type: PLANTED_TEXT, token: ada.token }));
    opened.send(`{"${PLANTED_TEXT}`);
    await new Promise((resolve) => opened.once("close", resolve));
  });

  await t.test("what fails inside, in Redis and in Postgres", async (t) => {
    const prefix = environment["CHAT_REDIS_PREFIX"];
    for (const key of await redis.keys(`${prefix}:*events*`)) {
      await redis.del(key);
      await redis.set(key, "no stream");
    }
    await ok(ada.rest("POST", messages, { content }));
    await until(
      async () =>
        says(api, "events are left to the relay") &&
        says(worker, "events were not read") &&
        says(gateway, "a stream read failed"),
    );
    for (const sql of [
      `create function refuse() returns trigger language plpgsql as
       $$ begin raise exception 'refused' using detail = new.name; end $$`,
      "create trigger refuse before insert on chat_channels for each row execute function refuse()",
    ]) {
      await database.query(sql);
    }
    const refused = await ada.rest("POST", "/channels", { name: `${PLANTED_TEXT}-2`, ...texts });
    t.equal(refused.status, 500);
    await database.query("alter table chat_users rename to chat_users_away");
    const unknown = restAs(api.url, signToken({ org_id, name: PLANTED_TEXT }));
    t.equal((await unknown("GET", "/users/me")).status, 500);
    const stranger = new WebSocket(
      `${gateway.url.replace(/^http/, "ws")}/ws?token=${signToken({ org_id })}`,
    );
    const error = await new Promise<Error>((resolve) => stranger.once("error", resolve));
    t.match(error.message, "503");
    await until(async () => says(api, "request failed") && says(gateway, "handshake failed"));
  });
});

t.test("a password that Redis refuses is not written", async (t) => {
  const server = await startRedisServer(t, "server", () => []);
  await server.redis.config("SET", "requirepass", "another");
  const environment = await createTestEnvironment(t, {
    LOG_LEVEL: "trace",
    REDIS_ADDR: server.address,
    REDIS_PASSWORD: TEST_REDIS_PASSWORD,
  });
  const api = await startAppProcess(t, "api", environment);
  await until(async () => says(api, "redis is away"));
});

const says = ({ log }: AppProcess, message: string) => log.some(({ msg }) => msg === message);
