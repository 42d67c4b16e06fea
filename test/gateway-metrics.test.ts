import { once } from "node:events";
import t from "tap";
import { WebSocket } from "ws";
import { until } from "./support/until.ts";
import { createChannel, startWorld, type World } from "./support/world.ts";

/** The samples of the gateway by name and labels. */
async function scrape(world: World): Promise<Map<string, number>> {
  const text = await (await fetch(`${world.gateways[0]?.metricsUrl}/metrics`)).text();
  const samples = text.matchAll(/^(chat_\w+(?:\{[^}]*\})?) (\S+)$/gm);
  return new Map(
    Array.from(samples, ([, name = "", value]) => [
      name.replace(/,?process="test"/, "").replace("{}", ""),
      Number(value),
    ]),
  );
}

t.test("the gateway tells at a glance how it delivers", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const post = () => ada.rest("POST", `/channels/${channel.id}/messages`, { content: "hello" });
  await post();
  const socket = await ada.socket(t);
  socket.send({ type: "subscribe", channel_id: channel.id, since_seq: 1 });
  await socket.waitFor("message");
  await post();
  await socket.waitFor("message", ({ seq }) => seq === 3);
  const before = await scrape(world);
  t.equal(before.get("chat_websocket_connections"), 1);
  t.equal(before.get("chat_gateway_channels"), 1);
  t.equal(before.get("chat_gateway_subscriptions"), 1);
  t.equal(before.get("chat_gateway_bytes_waiting"), 0);
  t.equal(before.get('chat_gateway_resumes_total{outcome="resumed"}'), 1);
  t.equal(before.get('chat_gateway_resume_events_bucket{le="1"}'), 1);
  t.equal(before.get("chat_delivery_seconds_count"), 1);
  t.ok((before.get("chat_delivery_seconds_sum") ?? 0) < 5, "of now");
  t.equal(before.get('chat_gateway_handshakes_total{outcome="accepted"}'), 1);
  const groups = world.gateways[0]?.platform.config.events.groups;
  for (const measure of ["lag", "silence"]) {
    const name = `chat_gateway_stream_${measure}_seconds`;
    const values = [...before].filter(([key]) => key.startsWith(name)).map(([, value]) => value);
    t.equal(values.length, groups, `${measure} of every group`);
    t.ok(
      values.every((value) => value < 30),
      measure,
    );
  }

  // An event that never reaches the stream, and one after it that does.
  await world.query(
    `with lost as (
       update chat_channels set last_seq = last_seq + 1 where org_id = $1 and id = $2
       returning org_id, id, last_seq
     )
     insert into chat_events (org_id, channel_id, seq, day, type, frame)
     select org_id, id, last_seq, (now() at time zone 'UTC')::date, 'pin', '{"type":"pin","seq":4}'
     from lost`,
    [world.orgId, channel.id],
  );
  await post();
  await socket.waitFor("message", ({ seq }) => seq === 5);
  await until(
    async () => (await scrape(world)).get('chat_gateway_holes_total{source="log"}') === 1,
  );
  const after = await scrape(world);
  t.ok((after.get("chat_gateway_events_filled_total") ?? 0) >= 1);
  socket.send({ type: "subscribe", channel_id: channel.id, since_seq: 99 });
  await socket.waitFor("subscribed", ({ payload }) => payload.resync);
  t.equal((await scrape(world)).get('chat_gateway_resumes_total{outcome="resync"}'), 1);
});

t.test("a gateway counts who comes in, who does not, and how sockets end", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const { url = "" } = world.gateways[0] ?? {};
  const socket = await world.user().socket(t);
  const [, refusal] = await once(
    new WebSocket(`${url.replace("http", "ws")}/ws?token=none`),
    "unexpected-response",
  );
  t.equal(refusal.statusCode, 401);
  socket.close();
  await socket.closed;
  const misbehaving = await world.user().socket(t);
  misbehaving.send("no JSON");
  await misbehaving.closed;
  const isOver = async () =>
    (await scrape(world)).get('chat_gateway_ended_sockets_total{code="4400"}') === 1;
  await until(isOver);
  const samples = await scrape(world);
  t.equal(samples.get('chat_gateway_handshakes_total{outcome="accepted"}'), 2);
  t.equal(samples.get('chat_gateway_handshakes_total{outcome="refused"}'), 1);
  t.equal(samples.get('chat_gateway_handshakes_total{outcome="failed"}'), 0);
  t.equal(samples.get('chat_gateway_ended_sockets_total{code="1005"}'), 1);
  t.equal(samples.get('chat_gateway_ended_sockets_total{code="other"}'), 0);
  t.equal(samples.get('chat_gateway_closed_sockets_total{reason="badFrames"}'), 1);
  t.equal(samples.get('chat_gateway_closed_sockets_total{reason="tooSlow"}'), 0);
});
