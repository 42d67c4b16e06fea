import t from "tap";
import type { RecordingSocket } from "./support/socket.ts";
import { until } from "./support/until.ts";
import { createChannel, startWorld } from "./support/world.ts";

const told = ({ frames }: RecordingSocket) =>
  frames.flatMap((frame) => (frame.type === "read" ? [frame.payload] : []));

t.test("a marker that moves is told to every socket of its user, and to nobody else", async (t) => {
  const world = await startWorld(t, { gateways: 2 });
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const ids: string[] = [];
  for (const content of ["one", "two", `three <@${bob.id}>`]) {
    const { body } = await ada.rest("POST", `/channels/${channel.id}/messages`, { content });
    ids.push(body.id);
  }
  const [phone, laptop, adas] = [
    await bob.socket(t, 0),
    await bob.socket(t, 1),
    await ada.socket(t, 0),
  ];
  const read = (body: object) => bob.rest("POST", `/channels/${channel.id}/read`, body);
  const first = await read({ message_id: ids[0] });
  t.match(first.body, { unread_count: 2, mention_count: 1 });
  for (const socket of [phone, laptop]) {
    const frame = await socket.waitFor("read");
    t.equal(frame.channel_id, channel.id);
    const { version: _version, ...marker } = frame.payload;
    t.same(marker, first.body, "the answer and the frame say the same");
  }
  await read({});
  await read({ message_id: ids[1], force: true });
  await until(async () => told(laptop).length === 3);
  t.match(told(laptop)[2], { unread_count: 2, mention_count: 1 }, "also backwards");
  for (const action of ["leave", "join"]) {
    await bob.rest("POST", `/channels/${channel.id}/${action}`);
  }
  await read({});
  await until(async () => told(laptop).length === 4);
  const versions = told(laptop).map(({ version }) => version);
  t.same(
    versions,
    [...new Set(versions)].sort((a, b) => a - b),
    "versions grow, in a new membership too",
  );
  t.notOk(adas.frames.some(({ type }) => type === "read"));
});
