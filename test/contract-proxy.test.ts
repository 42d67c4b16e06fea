import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { type Operation, operations } from "@chat/contract";
import t, { type Test } from "tap";
import document from "../docs/openapi.json" with { type: "json" };
import { fetchChecked, NoAnswer } from "./support/checked-fetch.ts";
import { restAs } from "./support/rest.ts";

interface Said {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

interface Heard {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
const PROBLEM_TYPE = { "content-type": "application/problem+json; charset=utf-8" };
/** Of the documented ones. */
const BODILESS: ReadonlySet<number> = new Set([204, 302]);
const REQUEST_ID = { "x-request-id": "r-1" };

/** Stands where an API would, and answers whatever it is told to; by default it says nothing. */
async function startStandIn(t: Test) {
  const heard: Heard[] = [];
  const standIn = { url: "", heard, says: undefined as Said | undefined };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray()).toString();
    heard.push({ url: request.url, headers: request.headers, body });
    const { says } = standIn;
    if (says === undefined) {
      response.destroy();
      return;
    }
    response.writeHead(says.status, { ...REQUEST_ID, ...says.headers }).end(says.body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  standIn.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}

const every: Operation[] = Object.values(operations).filter((value) => "path" in value);
const pathOf = ({ path }: Operation) => path.replace(/:\w+/g, randomUUID());

t.test("every documented answer of every operation is compared, body and all", async (t) => {
  const standIn = await startStandIn(t);
  const rest = restAs(standIn.url, "a.b.c");
  const documented = document.paths as Record<string, Record<string, { responses: object }>>;
  for (const operation of every) {
    const path = `/api/v1${operation.path.replace(/:(\w+)/g, "{$1}")}`;
    const { responses } = documented[path]?.[operation.method.toLowerCase()] ?? { responses: {} };
    const statuses = Object.keys(responses).map(Number);
    t.ok(statuses.length > 4, operation.id);
    for (const status of statuses.filter((status) => !BODILESS.has(status))) {
      const headers = status < 400 ? JSON_TYPE : { ...PROBLEM_TYPE, "www-authenticate": "Bearer" };
      standIn.says = { status, headers, body: '{"off":true}' };
      const answer = rest(operation.method, pathOf(operation));
      await t.rejects(answer, {
        message: new RegExp(
          `\\(${operation.id}\\) answered ${status}, off docs/openapi.json: .*'off'`,
        ),
      });
    }
  }
});

t.test("whatever else is off the document is a failure, too", async (t) => {
  const standIn = await startStandIn(t);
  const rest = restAs(standIn.url, "a.b.c");
  const list = JSON.stringify({ items: [], next_cursor: null });
  const problem = JSON.stringify({
    type: "urn:chat:error:busy",
    title: "The service is busy; try again",
    status: 503,
    detail: "",
    code: "busy",
    request_id: "r-1",
  });
  const off: [string, Said, string?][] = [
    ["a status of success", { status: 202, headers: JSON_TYPE, body: list }],
    ["a status of failure", { status: 418, headers: PROBLEM_TYPE, body: problem }],
    ["an error as plain JSON", { status: 503, headers: JSON_TYPE, body: problem }],
    [
      "another type of content",
      { status: 200, headers: { "content-type": "text/html" }, body: "" },
    ],
    ["no body", { status: 200, headers: JSON_TYPE, body: "" }],
    ["a header that is missing", { status: 401, headers: PROBLEM_TYPE, body: problem }],
    ["a path", { status: 200, headers: JSON_TYPE, body: list }, "/nowhere"],
  ];
  for (const [what, says, path = "/users"] of off) {
    standIn.says = says;
    await t.rejects(rest("GET", path), /off docs\/openapi.json/, what);
  }
  standIn.says = { status: 200, headers: JSON_TYPE, body: list };
  t.equal((await rest("GET", "/users")).status, 200, "what is on the document passes");
  standIn.says = { status: 503, headers: PROBLEM_TYPE, body: problem };
  t.equal((await rest("GET", "/users")).body.code, "busy", "a documented error, too");
  standIn.says = undefined;
  await t.rejects(rest("GET", "/users"), NoAnswer);
});

t.test("what is sent arrives as it is, and so does the answer", async (t) => {
  const standIn = await startStandIn(t);
  const answered = { "retry-after": "7", "ratelimit-policy": '"user";q=10;w=1' };
  standIn.says = { status: 204, headers: answered };
  const headers = {
    authorization: "Bearer a.b.c",
    "content-type": "application/json",
    "idempotency-key": "k-1",
    "x-request-id": "r-0",
  };
  const body = JSON.stringify({ content: "x".repeat(600_000), odd: "\ud800 \u2028 👍" });
  const path = `/api/v1/channels/${randomUUID()}/leave?a=1&a=2&b=%20`;
  const answer = await fetchChecked(standIn.url + path, { method: "POST", headers, body });
  t.match(answer, { status: 204, text: "" });
  t.match(Object.fromEntries(answer.headers), { ...answered, ...REQUEST_ID });
  const [heard] = standIn.heard;
  t.match(heard?.headers, headers);
  t.notOk(heard?.headers["x-test-upstream"]);
  t.ok(heard?.body === body, "the whole body");
  t.strictSame(
    [...new URL(heard?.url ?? "", standIn.url).searchParams],
    [
      ["a", "1"],
      ["a", "2"],
      ["b", " "],
    ],
  );

  const reaction = `/messages/${randomUUID()}/reactions/${encodeURIComponent("👩‍👩‍👧‍👦/%")}`;
  await restAs(standIn.url, "a.b.c")("DELETE", reaction);
  t.equal(standIn.heard[1]?.url, `/api/v1${reaction}`);
});
