import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { assertProblem } from "./fuzz/answers.ts";
import { sendBytes } from "./fuzz/bytes.ts";
import { type HttpRequest, send } from "./fuzz/http.ts";
import { type FuzzedService, startFuzzedService } from "./fuzz/service.ts";
import { assertProperty } from "./support/property.ts";

const JSON_TYPE = { "content-type": "application/json" };

function assertQuiet(t: Tap, { api }: FuzzedService): void {
  t.same(
    api.log.filter(({ level }) => level === "error" || level === "fatal"),
    [],
    "nothing failed inside",
  );
}

type Tap = { same: (found: unknown, wanted: unknown, message: string) => unknown };

t.test("every body is taken or refused for what it is", async (t) => {
  const service = await startFuzzedService(t);
  const [caller] = service.callers;
  const authorization = `Bearer ${caller.token}`;
  const dm = await caller.rest("POST", "/dm", { user_id: caller.id });
  const path = `/api/v1/channels/${dm.body.id}/messages`;
  const message = (content: string) => JSON.stringify({ content });
  const latin1 = Buffer.from(message("secret caf\u00e9"), "latin1");
  const cases: [string, Partial<HttpRequest>, string?][] = [
    ["JSON", { body: message("hello") }],
    ["JSON with a byte order mark", { body: `\ufeff${message("hello")}` }],
    ["JSON in pieces", { body: message("hello"), chunked: true }],
    [
      "a charset",
      { body: message("x"), headers: { "content-type": "application/json; charset=utf-8" } },
    ],
    ["an unfinished object", { body: '{"content":"secret text' }, "invalid_request"],
    ["two objects", { body: `${message("secret text")}{}` }, "invalid_request"],
    ["single quotes", { body: "{'content':'secret text'}" }, "invalid_request"],
    ["bytes of no UTF-8", { body: latin1 }, "invalid_request"],
    ["bytes of no UTF-8 in pieces", { body: latin1, chunked: true }, "invalid_request"],
    [
      "a half character at the end",
      { body: Buffer.from([0x22, 0xf0, 0x9f, 0x91]) },
      "invalid_request",
    ],
    ["UTF-16", { body: Buffer.from(message("secret text"), "utf16le") }, "invalid_request"],
    [
      "gzip",
      {
        body: Buffer.from([0x1f, 0x8b, 8, 0, 0]),
        headers: { ...JSON_TYPE, "content-encoding": "gzip" },
      },
      "invalid_request",
    ],
    ["a number beyond all", { body: '{"content":1e999}' }, "invalid_request"],
    ["a number alone", { body: "1e999" }, "invalid_request"],
    ["null", { body: "null" }, "invalid_request"],
    ["white space", { body: " \n" }, "invalid_request"],
    ["nothing", { body: "" }, "invalid_request"],
    ["no body", {}, "invalid_request"],
    ["a field twice", { body: '{"content":"one","content":"two"}' }],
    [
      "very deep",
      { body: `{"content":${"[".repeat(100_000)}${"]".repeat(100_000)}}` },
      "invalid_request",
    ],
    ["deep and unfinished", { body: "[".repeat(400_000) }, "invalid_request"],
    ["__proto__", { body: '{"content":"secret text","__proto__":{}}' }, "invalid_request"],
    [
      "constructor",
      { body: '{"content":"secret text","constructor":{"prototype":{}}}' },
      "invalid_request",
    ],
    [
      "another type",
      { body: message("secret text"), headers: { "content-type": "text/plain" } },
      "unsupported_media_type",
    ],
    ["no type", { body: message("secret text"), headers: {} }, "unsupported_media_type"],
    [
      "an odd type",
      { body: message("secret text"), headers: { "content-type": "application/json/x;;=" } },
      "unsupported_media_type",
    ],
    [
      "a form",
      { body: "content=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
      "unsupported_media_type",
    ],
    ["the largest", { body: message("x").padEnd(512 * 1024) }],
    ["one byte more", { body: message("secret text").padEnd(512 * 1024 + 1) }, "body_too_large"],
    [
      "one byte more in pieces",
      { body: message("secret text").padEnd(512 * 1024 + 1), chunked: true },
      "body_too_large",
    ],
  ];
  for (const [what, request, code] of cases) {
    const headers = { ...(request.headers ?? JSON_TYPE), authorization };
    const answer = await send(service.api.url, { method: "POST", path, ...request, headers });
    if (code === undefined) {
      t.equal(answer.status, 201, what);
    } else {
      const problem = assertProblem(answer);
      t.equal(problem.code, code, what);
      const said = answer.text.replace(problem.request_id, "");
      t.notMatch(said, /secret|caf/, "what was sent is not repeated");
      t.equal(problem.errors === undefined, code !== "invalid_request", "and where it is wrong");
    }
  }
  assertQuiet(t, service);
});

t.test("every path and method is answered", async (t) => {
  const service = await startFuzzedService(t);
  const [caller] = service.callers;
  const headers = { authorization: `Bearer ${caller.token}` };
  const cases: [string, string, string][] = [
    ["GET", "/api/v1/users/me/", "not_found"],
    ["GET", "/api/v1//users/me", "not_found"],
    ["GET", "/API/v1/users/me", "not_found"],
    ["GET", "/api/v1/users/me;x=1", "invalid_request"],
    ["GET", "/api/v1/../v1/nowhere", "not_found"],
    ["GET", `/${"a".repeat(10_000)}`, "not_found"],
    ["GET", `/api/v1/channels/${"a".repeat(10_000)}`, "invalid_request"],
    ["GET", "/api/v1/channels/%", "invalid_request"],
    ["GET", "/api/v1/channels/%zz", "invalid_request"],
    ["GET", "/api/v1/channels/%ff%fe", "invalid_request"],
    ["GET", "/%", "invalid_request"],
    ["GET", "/api/v1/channels/..%2f..%2fetc", "invalid_request"],
    ["PATCH", "/api/v1/users/me", "not_found"],
    ["OPTIONS", "/api/v1/users/me", "not_found"],
    ["DELETE", "/api/v1/users/me", "not_found"],
    ["TRACE", "/api/v1/users/me", "not_found"],
    ["PROPFIND", "/api/v1/users/me", "not_found"],
    ["OPTIONS", "*", "not_found"],
  ];
  for (const [method, path, code] of cases) {
    const answer = await send(service.api.url, { method, path, headers });
    t.equal(assertProblem(answer).code, code, `${method} ${path.slice(0, 60)}`);
  }
  const head = await send(service.api.url, { method: "HEAD", path: "/api/v1/users/me", headers });
  t.match(head, { status: 404, text: "" });
  t.equal(head.headers["content-type"], "application/problem+json; charset=utf-8");
  assertQuiet(t, service);
});

t.test("every header is taken or refused", async (t) => {
  const service = await startFuzzedService(t);
  const { token } = service.callers[0];
  const authorization = `Bearer ${token}`;
  const path = "/api/v1/users/me";
  const ask = (headers: Record<string, string | string[]>) =>
    send(service.api.url, { method: "GET", path, headers });
  for (const id of ["ok-1", "x".repeat(129), "a b", "é", "<script>", "", ["a", "b"]]) {
    const answer = await ask({ authorization, "x-request-id": id });
    t.equal(answer.status, 200);
    const echoed = answer.headers["x-request-id"];
    t.ok(echoed === "ok-1" || /^[0-9a-f-]{36}$/.test(String(echoed)), `${id} gives ${echoed}`);
  }
  for (const wrong of [
    "",
    "Bearer",
    "Basic eDp5",
    `${authorization}x`,
    `Bearer ${token} ${token}`,
    `Bearer ${"x".repeat(9_000)}`,
  ]) {
    const answer = await ask({ authorization: wrong });
    t.equal(assertProblem(answer).code, "unauthenticated");
    t.ok(answer.headers["www-authenticate"]);
    t.ok(!answer.text.includes(token));
  }
  const long = await ask({ authorization, "x-long": "x".repeat(20_000) });
  t.equal(assertProblem(long).code, "headers_too_large");
  t.equal((await ask({ authorization, expect: "miracles" })).status, 200);
  assertQuiet(t, service);
});

t.test("what is no HTTP is answered with a problem where an answer is possible", async (t) => {
  const service = await startFuzzedService(t);
  const { url } = service.api;
  const head = "POST /api/v1/channels HTTP/1.1\r\nhost: x\r\n";
  const cases: [string, string][] = [
    ["a bad method", "FETCH / HTTP/1.1\r\nhost: x\r\n\r\n"],
    ["another protocol", "\u0016\u0003\u0001 hello\r\n\r\n"],
    ["a space in a header's name", "GET / HTTP/1.1\r\nhost : x\r\n\r\n"],
    ["a NUL in a header", "GET / HTTP/1.1\r\nhost: x\r\nx-a: \0\r\n\r\n"],
    ["two lengths", `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
    ["a length that is none", `${head}content-length: many\r\n\r\n{}`],
    [
      "length and chunks",
      `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["no host", "GET /nowhere HTTP/1.1\r\nconnection: close\r\n\r\n"],
    ["half a head", "GET / HTTP/1.1\r\nhost"],
  ];
  for (const [what, bytes] of cases) {
    const answer = await sendBytes(url, bytes);
    t.equal(answer && assertProblem(answer).code, "invalid_request", what);
  }
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc
      .tuple(fc.constantFrom(head, "GET / HTTP/1.1\r\n", ""), fc.string({ unit: "binary" }))
      .map(([start, rest]) => Buffer.from(`${start}${rest}\r\n\r\n`)),
  );
  await assertProperty(t, 100, bytes, async (sent) => {
    const answer = await sendBytes(url, sent);
    if (answer) {
      assertProblem(answer);
    }
    assert.equal((await send(url, { method: "GET", path: "/healthz" })).status, 200);
  });
  assertQuiet(t, service);
});
