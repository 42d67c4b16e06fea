import t from "tap";
import { sendBytes } from "./fuzz/bytes.ts";
import { send } from "./fuzz/http.ts";
import { TEST_UNSUBSCRIBE_SECRET } from "./support/planted.ts";
import { startWorld } from "./support/world.ts";

const EVERYWHERE = { "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };
/** No mail is sent. */
const MAIL = {
  SMTP_URL: "smtp://127.0.0.1:9",
  MAIL_FROM: "chat@example.com",
  PUBLIC_URL: "https://chat.example.com",
  UNSUBSCRIBE_SECRET: TEST_UNSUBSCRIBE_SECRET,
};
const DATA = {
  ...EVERYWHERE,
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

t.test("every answer says what browsers and caches must not do with it", async (t) => {
  const world = await startWorld(t, { gateways: 1, environment: MAIL });
  const ada = world.user();
  const [api] = world.apis;
  const [gateway] = world.gateways;
  const authorization = `Bearer ${ada.token}`;
  const ask = (path: string, url = api?.url, headers = {}) =>
    send(url ?? "", { method: "GET", path, headers });
  for (const [what, answer] of [
    ["data", await ask("/api/v1/users/me", api?.url, { authorization })],
    ["no token", await ask("/api/v1/users/me")],
    ["no such path", await ask("/nowhere")],
    ["a path that cannot be decoded", await ask("/%zz")],
    ["too large headers", await ask("/", api?.url, { "x-long": "x".repeat(20_000) })],
    ["no HTTP", await sendBytes(api?.url ?? "", "nonsense\r\n\r\n")],
    ["the document", await ask("/openapi.json")],
    ["a probe", await ask("/readyz")],
    ["a refused handshake", await ask("/ws", gateway?.url)],
  ] as const) {
    t.match(answer?.headers, DATA, what);
  }
  const page = await ask("/docs/");
  t.equal(page.status, 200);
  t.match(page.headers, EVERYWHERE);
  const policy = String(page.headers["content-security-policy"]);
  t.match(policy, /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
  t.notMatch(policy, /script-src[^;]*unsafe/);
  const unsubscribe = await ask("/notifications/unsubscribe?token=x");
  t.match(unsubscribe.headers, { ...EVERYWHERE, "cache-control": "no-store" });
  t.match(unsubscribe.headers["content-security-policy"], /form-action 'self'; frame-ancestors/);
});
