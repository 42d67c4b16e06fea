import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { operations } from "@chat/contract";
import t, { type Test } from "tap";
import { ChatNetworkError, ChatProblem, createClient, type Retry } from "../index.ts";

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown> | undefined;
}

type Answer = (response: ServerResponse, request: Received) => void;

/** A real server that answers its requests one after the other as told; the last answer repeats. */
async function startServer(t: Test, ...answers: Answer[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString();
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: text === "" ? undefined : JSON.parse(text) };
    received.push(seen);
    answers[Math.min(received.length, answers.length) - 1]?.(response, seen);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const retries: Retry[] = [];
  const client = createClient({
    baseUrl: `http://127.0.0.1:${port}/`,
    token: () => "a.b.c",
    retry: { onRetry: (retry) => retries.push(retry) },
  });
  return { client, received, retries, baseUrl: `http://127.0.0.1:${port}` };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

const echo: Answer = (response, { body }) => json(201, body)(response, {} as Received);
const cut: Answer = (response) => response.destroy();
const channelId = randomUUID();

await t.test("a method sends parameters, query and body where the contract has them", async (t) => {
  const { client, received } = await startServer(t, json(200, { items: [], next_cursor: null }));
  await client.listMessages({ channelId, limit: 3, cursor: "a b" });
  await client.addMember({ channelId, user_id: channelId });
  await client.call(operations.getThread, {
    params: { messageId: channelId },
    query: { limit: 1 },
  });
  await client.getMe();
  t.match(received, [
    {
      method: "GET",
      url: `/api/v1/channels/${channelId}/messages?limit=3&cursor=a+b`,
      headers: { authorization: "Bearer a.b.c" },
      body: undefined,
    },
    { method: "POST", url: `/api/v1/channels/${channelId}/members`, body: { user_id: channelId } },
    { method: "GET", url: `/api/v1/messages/${channelId}/thread?limit=1` },
    { method: "GET", url: "/api/v1/users/me" },
  ]);
});

await t.test("an answer without a body is undefined", async (t) => {
  const { client } = await startServer(t, (response) => response.writeHead(204).end());
  t.equal(await client.leaveChannel({ channelId }), undefined);
});

await t.test("a problem document becomes a ChatProblem", async (t) => {
  const problem = {
    type: "urn:chat:error:invalid_request",
    title: "The request is not valid",
    status: 400,
    detail: "content is too long",
    code: "invalid_request",
    request_id: "r-1",
    errors: [{ path: "/content", message: "too long" }],
  };
  const { client, received } = await startServer(t, json(400, problem));
  const error = await client.postMessage({ channelId, content: "x" }).catch((error) => error);
  t.type(error, ChatProblem);
  const { status, code, detail, request_id, errors } = problem;
  t.match(error, { status, code, detail, request_id, errors });
  t.equal(received.length, 1, "it is not repeated");
});

await t.test("what is not a problem document is told as it came", async (t) => {
  const { client } = await startServer(t, (response) => response.writeHead(403).end("<html>no"));
  await t.rejects(client.getMe(), { status: 403, code: "unexpected_answer", detail: "<html>no" });
});

await t.test("a cut connection: the message is sent again with the same client_id", async (t) => {
  const { client, received, retries } = await startServer(t, cut, cut, echo);
  const message = await client.postMessage({ channelId, content: "once" });
  const ids = received.map(({ body }) => body?.["client_id"]);
  t.equal(ids.length, 3);
  t.type(ids[0], "string");
  t.strictSame(ids, [message.client_id, message.client_id, message.client_id]);
  t.ok(retries.every(({ error }) => error instanceof ChatNetworkError && error.cause));
});

await t.test(
  "a reply keeps the caller's client_id through 503 and 429 with Retry-After",
  async (t) => {
    const busy = json(503, { code: "outcome_unknown", status: 503 });
    const limited = json(429, { code: "rate_limited", status: 429 }, { "retry-after": "1" });
    const { client, received, retries } = await startServer(t, busy, limited, echo);
    const client_id = randomUUID();
    const before = performance.now();
    await client.postReply({ messageId: channelId, content: "once", client_id });
    t.ok(performance.now() - before >= 1_000, "it waited as long as it was asked to");
    t.strictSame(
      received.map(({ body }) => body?.["client_id"]),
      [client_id, client_id, client_id],
    );
    t.strictSame(
      retries.map(({ tries }) => tries),
      [1, 2],
    );
  },
);

await t.test("a creation is repeated with the same key, one's own or a made one", async (t) => {
  const { client, received } = await startServer(t, cut, echo, cut, echo);
  await client.createChannel({ name: "one" });
  await client.createChannel({ name: "one" }, { idempotencyKey: "k" });
  const [made, again, ...own] = received.map(({ headers }) => headers["idempotency-key"]);
  t.match(made, /^[0-9a-f-]{36}$/);
  t.equal(again, made);
  t.strictSame(own, ["k", "k"]);
});

await t.test("a change is not repeated: it may have been overtaken", async (t) => {
  const { client, received } = await startServer(t, cut, echo);
  await t.rejects(client.updateChannel({ channelId, topic: "one" }), ChatNetworkError);
  t.equal(received.length, 1);
});

await t.test("it gives up after a bounded number of tries", async (t) => {
  const { baseUrl, received } = await startServer(t, cut);
  const client = createClient({ baseUrl, token: "a.b.c", retry: { triesMax: 3 } });
  await t.rejects(client.postMessage({ channelId, content: "never" }), ChatNetworkError);
  t.equal(received.length, 3);
});

await t.test(
  "a request ends at its time limit, and at once when its signal is aborted",
  async (t) => {
    const { baseUrl } = await startServer(t, () => undefined);
    const client = createClient({ baseUrl, token: "t", timeoutMs: 50, retry: { triesMax: 1 } });
    await t.rejects(client.getMe(), { name: "ChatNetworkError", cause: { name: "TimeoutError" } });
    const controller = new AbortController();
    const call = client.getMe({}, { signal: controller.signal });
    controller.abort(new Error("no longer wanted"));
    await t.rejects(call, { message: "no longer wanted" });
  },
);
