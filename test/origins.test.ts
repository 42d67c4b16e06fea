import { once } from "node:events";
import { apiApp } from "@chat/api";
import t from "tap";
import { WebSocket } from "ws";
import { send } from "./fuzz/http.ts";
import { createTestEnvironment } from "./support/environment.ts";
import { startTestProcess } from "./support/platform.ts";
import { openSocket } from "./support/socket.ts";
import { signToken } from "./support/tokens.ts";
import { startWorld } from "./support/world.ts";

const HOME = "https://chat.example.com";
const OTHER = "https://app.example.com";
const STRANGE = "https://evil.example";

const preflightOf = (origin: string) => ({
  origin,
  "access-control-request-method": "PUT",
  "access-control-request-headers": "authorization,content-type",
});

t.test("pages of the named origins may call the API, those of others not", async (t) => {
  const environment = await createTestEnvironment(t, { CORS_ORIGINS: `${HOME}, ${OTHER}` });
  const { url } = await startTestProcess(t, [apiApp], environment);
  const path = "/api/v1/users/me";
  const authorization = `Bearer ${signToken()}`;
  for (const origin of [HOME, OTHER]) {
    const preflight = await send(url, { method: "OPTIONS", path, headers: preflightOf(origin) });
    t.equal(preflight.status, 204, "without a token");
    t.match(preflight.headers, {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": /PUT.*DELETE/,
      "access-control-allow-headers": "authorization,content-type",
      "access-control-max-age": "600",
      vary: /Origin/,
    });
    const answer = await send(url, { method: "GET", path, headers: { origin, authorization } });
    t.equal(answer.status, 200);
    t.match(answer.headers, {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": /x-request-id/,
    });
    const refused = await send(url, { method: "GET", path, headers: { origin } });
    t.equal(refused.status, 401);
    t.equal(refused.headers["access-control-allow-origin"], origin, "and may read why not");
    for (const { headers } of [preflight, answer, refused]) {
      t.notOk("access-control-allow-credentials" in headers, "there is no credential to send");
    }
  }
  for (const origin of [STRANGE, "null", `${HOME}.evil.example`, "http://chat.example.com"]) {
    for (const [method, headers] of [
      ["OPTIONS", preflightOf(origin)],
      ["GET", { origin, authorization }],
    ] as const) {
      const answer = await send(url, { method, path, headers });
      t.notOk("access-control-allow-origin" in answer.headers, `${method} from ${origin}`);
    }
  }
  const bare = await send(url, { method: "OPTIONS", path, headers: { authorization } });
  t.equal(bare.status, 404, "what is no preflight is answered as ever");
  const tus = await send(url, {
    method: "OPTIONS",
    path: "/api/v1/uploads",
    headers: { authorization, "tus-resumable": "1.0.0" },
  });
  t.match(tus.headers, { "tus-version": "1.0.0" });
});

t.test("without a list no other origin is answered, and sockets need a token alone", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const url = world.apis[0]?.url ?? "";
  const headers = preflightOf(HOME);
  const answer = await send(url, { method: "OPTIONS", path: "/api/v1/users/me", headers });
  t.equal(answer.status, 404);
  t.notOk("access-control-allow-origin" in answer.headers);
  await openSocket(t, world.gateways[0]?.url ?? "", world.user().token, { origin: STRANGE });
});

t.test("pages of the named origins may open sockets, those of others not", async (t) => {
  const world = await startWorld(t, { gateways: 1, environment: { CORS_ORIGINS: HOME } });
  const url = world.gateways[0]?.url ?? "";
  const { token } = world.user();
  await openSocket(t, url, token, { origin: HOME });
  await openSocket(t, url, token, { origin: url });
  await openSocket(t, url, token);
  const refused = new WebSocket(`${url.replace(/^http/, "ws")}/ws`, ["bearer", token], {
    origin: STRANGE,
  });
  const [error] = await once(refused, "error");
  t.match(error.message, "403");
});
