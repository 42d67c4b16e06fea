import t from "tap";
import type { RecordingSocket } from "./support/socket.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld } from "./support/world.ts";

const typesOf = ({ frames }: RecordingSocket) =>
  frames.map(({ type }) => type).filter((type) => type !== "hello");

t.test("every socket of a user hears of joining, leaving and the end of a channel", async (t) => {
  const world = await startWorld(t, { gateways: 2 });
  const [ada, bob] = [world.user(), world.user()];
  const phone = await bob.socket(t, 0);
  const laptop = await bob.socket(t, 1);
  const stranger = await world.user().socket(t, 1);
  const channel = await createChannel(ada, { type: "private", member_ids: [bob.id] });
  for (const socket of [phone, laptop]) {
    const joined = await socket.waitFor("member_join");
    t.match(joined, { channel_id: channel.id, seq: 2, payload: { user_id: bob.id } });
  }
  await laptop.follow(channel.id);
  await ada.rest("POST", `/channels/${channel.id}/messages`, { content: "for followers" });
  await laptop.waitFor("message");
  await ada.rest("DELETE", `/channels/${channel.id}/members/${bob.id}`);
  for (const socket of [phone, laptop]) {
    const left = await socket.waitFor("member_leave");
    t.match(left, { channel_id: channel.id, seq: 4, payload: { user_id: bob.id } });
  }
  await laptop.waitFor("unsubscribed");

  const other = await createChannel(ada, { member_ids: [bob.id] });
  // Who follows it already when the event comes by gets no copy.
  await laptop.waitFor("member_join", ({ channel_id: id }) => id === other.id);
  await laptop.follow(other.id);
  await ada.rest("DELETE", `/channels/${other.id}`);
  for (const socket of [phone, laptop]) {
    await socket.waitFor("channel_delete", ({ channel_id: id }) => id === other.id);
  }
  t.same(typesOf(phone), ["member_join", "member_leave", "member_join", "channel_delete"]);
  t.same(
    typesOf(laptop),
    [
      ["member_join", "subscribed", "message", "member_leave", "unsubscribed"],
      ["member_join", "subscribed", "channel_delete", "unsubscribed"],
    ].flat(),
    "who follows the channel gets no copy besides",
  );
  t.same(typesOf(stranger), []);
});

t.test("an event that comes again brings no second copy", async (t) => {
  const world = await startWorld(t, { gateways: 1, workers: 1 });
  const [ada, bob] = [world.user(), world.user()];
  const socket = await bob.socket(t);
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  await socket.waitFor("member_join");
  await world.query(
    `insert into chat_outbox (org_id, channel_id, seq, day, created_at)
     select org_id, channel_id, seq, day, now() - interval '1 minute' from chat_events
     where org_id = $1 and channel_id = $2`,
    [world.orgId, channel.id],
  );
  await until(async () => (await world.query("select 1 from chat_outbox")).length === 0);
  const next = await createChannel(ada, { member_ids: [bob.id] });
  await socket.waitFor("member_join", ({ channel_id: id }) => id === next.id);
  t.same(typesOf(socket), ["member_join", "member_join"]);
});
