import { ERRORS, type ServerFrame as Frame, Message, Problem, ServerFrame } from "@chat/contract";
import t from "tap";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { codeOf, restAs } from "./support/rest.ts";
import { signToken } from "./support/tokens.ts";
import { createChannel, startWorld } from "./support/world.ts";

function assertFits(t: Tap, schema: TSchema, value: unknown, what: string): void {
  const [error] = Compile(schema).Errors(value);
  t.notOk(error, `${what}: ${error?.instancePath} ${error?.message}`);
}

type Tap = { notOk: (value: unknown, message: string) => unknown };

t.test("what Postgres writes for a message is the contract's Message", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const path = `/channels/${channel.id}/messages`;
  const contents = [
    'quotes " and \\ backslashes',
    "control \u0001\u001f characters\nand\ttabs",
    "\u2028 separators \u2029, emoji 👩‍👩‍👧‍👦, 中文, עברית, ไทย",
    `<@${ada.id}> <!channel> <!here>`,
    "x".repeat(40_000),
  ];
  for (const [index, content] of contents.entries()) {
    const posted = await ada.rest("POST", path, { content, client_id: crypto.randomUUID() });
    t.ok(posted.body.content === content, `content ${index} comes back as it was`);
    assertFits(t, Message, posted.body, `content ${index}`);
    await ada.rest("POST", `/messages/${posted.body.id}/thread`, { content: "reply" });
    const { body } = await ada.rest("GET", `/messages/${posted.body.id}`);
    t.equal(body.reply_count, 1);
    assertFits(t, Message, body, "with a reply");
  }
  // What later features write into the row has the same wire text.
  await world.query(
    `update chat_messages set edited_at = now(), pinned_at = now(), pinned_by = user_id,
      deleted_at = now(), reactions = ('[{"emoji":"👍","count":1,"user_ids":["' || user_id || '"]}]')::json
     where org_id = $1`,
    [world.orgId],
  );
  const { body } = await ada.rest("GET", path);
  t.equal(body.items.length, contents.length, "roots with replies stay as tombstones");
  for (const item of body.items) {
    assertFits(t, Message, item, "with everything set");
  }
});

t.test("every frame of a gateway is one of the contract's", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const bob = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  socket.send({ type: "subscribe", channel_id: channel.id, ref: "s" });
  await socket.waitFor("subscribed");
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const root = await bob.rest("POST", `/channels/${channel.id}/messages`, { content: "root" });
  await ada.rest("POST", `/messages/${root.body.id}/thread`, { content: "reply" });
  await bob.rest("POST", `/channels/${channel.id}/leave`);
  socket.send({ type: "ping" });
  socket.send({ type: "subscribe", channel_id: ada.id });
  socket.send({ type: "nonsense" });
  await socket.waitFor("member_leave");
  socket.send({ type: "unsubscribe", channel_id: channel.id });
  await socket.waitFor("unsubscribed");

  const types: Frame["type"][] = [
    "hello",
    "subscribed",
    "member_join",
    "message",
    "pong",
    "error",
    "member_leave",
    "unsubscribed",
  ];
  t.same(new Set(socket.frames.map(({ type }) => type)), new Set(types));
  for (const frame of socket.frames) {
    assertFits(t, ServerFrame, frame, frame.type);
  }
});

t.test("every refusal is a problem document of the catalogue", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const channel = await createChannel(ada);
  const api = world.apis[0]?.url ?? "";
  const messages = `/channels/${channel.id}/messages`;
  const unknown = "0190c4a0-0000-7000-8000-000000000001";
  const cases: [string, ReturnType<typeof ada.rest>, string?][] = [
    ["unauthenticated", restAs(api, "x")("GET", "/users/me")],
    ["unauthenticated", restAs(api, signToken({ exp: 1 }))("GET", "/users/me"), "expired"],
    ["not_found", ada.rest("GET", `/channels/${unknown}`)],
    ["invalid_request", ada.rest("GET", "/channels/nonsense"), "channelId must be: A UUID"],
    ["invalid_request", ada.rest("POST", messages, { content: 1 }), "body.content must be string"],
    ["invalid_request", ada.rest("POST", messages, {}), "body.content is required"],
    ["invalid_request", ada.rest("POST", messages, { content: "" }), "empty only with attachments"],
    [
      "invalid_request",
      ada.rest("POST", messages, { content: "a", x: 1 }),
      "x is not a known field",
    ],
    ["invalid_request", ada.rest("POST", messages, { content: "a\u0000" }), "without NUL"],
    ["invalid_request", ada.rest("POST", messages, { content: "\ud800" }), "lone surrogates"],
    ["invalid_request", ada.rest("POST", messages, { content: "x".repeat(40_001) }), "40000"],
    ["invalid_request", ada.rest("POST", "/channels", { name: "Upper" }), "body.name"],
    [
      "invalid_request",
      ada.rest("GET", `${messages}?limit=201`),
      "querystring.limit must be <= 200",
    ],
    ["invalid_cursor", ada.rest("GET", `${messages}?cursor=zzz`)],
    ["body_too_large", ada.rest("POST", messages, { content: "x".repeat(600_000) })],
    ["name_taken", ada.rest("POST", "/channels", { name: channel.name })],
  ];
  for (const [code, answering, detail] of cases) {
    const answer = await answering;
    t.equal(codeOf(answer), code, detail ?? code);
    t.equal(answer.status, ERRORS[code as keyof typeof ERRORS].status);
    t.match(answer.headers.get("content-type"), "application/problem+json");
    t.equal(answer.body.request_id, answer.headers.get("x-request-id"));
    t.ok(answer.body.detail.includes(detail ?? ""), answer.body.detail);
    assertFits(t, Problem, answer.body, code);
  }
  const wrongType = await fetch(`${api}/api/v1${messages}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ada.token}`, "content-type": "text/plain" },
    body: "hello",
  });
  t.equal(wrongType.status, 415);
  t.match(await wrongType.json(), { code: "unsupported_media_type" });
  const broken = await fetch(`${api}/api/v1${messages}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json" },
    body: "{",
  });
  t.equal(broken.status, 400);
  t.match(await broken.json(), { code: "invalid_request" });
});

t.test("no token, name or cursor makes the service fail", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const odd = world.user({
    name: "nul \u0000 and half \ud800",
    email: "x".repeat(400),
    picture: "x".repeat(3_000),
    iat: 1_700_000_000.5,
  });
  const me = await odd.rest("GET", "/users/me");
  t.equal(me.status, 200);
  t.equal(me.body.email.length, 320);
  t.equal((await world.user({ iat: 1e300 }).rest("GET", "/users/me")).status, 200);
  await odd.socket(t);

  const decomposed = await odd.rest("POST", "/channels", { name: "\u0958".repeat(80) });
  t.equal(codeOf(decomposed), "invalid_request", "too long in its normal form");
  t.equal((await odd.rest("POST", "/channels", { name: "\u0958".repeat(40) })).status, 201);
  t.equal((await odd.rest("GET", "/channels")).status, 200);
  const cursor = Buffer.from('[{"toString":1}]').toString("base64url");
  t.equal(codeOf(await odd.rest("GET", `/channels?cursor=${cursor}`)), "invalid_cursor");
  for (const path of ["/nowhere", "/api/v1/nowhere"]) {
    const authorization = `Bearer ${odd.token}`;
    const nowhere = await fetch(`${world.apis[0]?.url}${path}`, { headers: { authorization } });
    t.equal(nowhere.status, 404, path);
    assertFits(t, Problem, await nowhere.json(), path);
  }
});
