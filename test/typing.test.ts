import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import type { RecordingSocket } from "./support/socket.ts";
import { createChannel, startWorld } from "./support/world.ts";

const typing = (channelId: string, isTyping = true, ref?: string) => ({
  type: "typing",
  channel_id: channelId,
  payload: { is_typing: isTyping },
  ...(ref === undefined ? {} : { ref }),
});

const saidTo = ({ frames }: RecordingSocket) =>
  frames.flatMap((frame) => (frame.type === "typing" ? [frame.payload] : []));

t.test("followers at every gateway see who types, the typist does not", async (t) => {
  const world = await startWorld(t, { gateways: 2 });
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  await bob.rest("POST", `/channels/${channel.id}/join`);
  const sockets = [await ada.socket(t, 0), await ada.socket(t, 1), await bob.socket(t, 1)] as const;
  for (const socket of sockets) {
    await socket.follow(channel.id);
  }
  const [, adasOther, bobs] = sockets;
  sockets[0].send(typing(channel.id));
  const frame = await bobs.waitFor("typing");
  t.match(frame, { channel_id: channel.id, payload: { user_id: ada.id, is_typing: true } });
  sockets[0].send(typing(channel.id));
  sockets[0].send(typing(channel.id, false));
  await bobs.waitFor("typing", ({ payload }) => !payload.is_typing);
  t.same(
    saidTo(bobs).map(({ is_typing: isTyping }) => isTyping),
    [true, false],
    "the same again at once is not passed on",
  );
  bobs.send(typing(channel.id));
  await adasOther.waitFor("typing");
  t.same(saidTo(adasOther), [{ user_id: bob.id, is_typing: true }]);
});

t.test("a socket that goes stops typing", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  const channel = await createChannel(ada);
  const [adas, bobs] = [await ada.socket(t), await bob.socket(t)];
  await bobs.follow(channel.id);
  adas.send(typing(channel.id));
  await bobs.waitFor("typing", ({ payload }) => payload.is_typing);
  adas.socket.terminate();
  await bobs.waitFor("typing", ({ payload }) => !payload.is_typing);
});

t.test("who may not post may not type, from the moment on at which it is so", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  const open = await createChannel(ada);
  const secret = await createChannel(ada, { type: "private" });
  const socket = await bob.socket(t);
  const refused = async (channelId: string, ref: string) => {
    socket.send(typing(channelId, true, ref));
    const error = await socket.waitFor("error", (frame) => frame.ref === ref);
    t.equal(error.channel_id, channelId);
    return error.payload.code;
  };
  t.equal(await refused(open.id, "1"), "not_a_member");
  t.equal(await refused(secret.id, "2"), "not_found");
  await socket.follow(open.id);
  t.equal(await refused(open.id, "3"), "not_a_member");
  await bob.rest("POST", `/channels/${open.id}/join`);
  await socket.waitFor("member_join", ({ payload }) => payload.user_id === bob.id);
  const adas = await ada.socket(t);
  await adas.follow(open.id);
  socket.send(typing(open.id));
  await adas.waitFor("typing");
  await ada.rest("POST", `/channels/${open.id}/archive`);
  await socket.waitFor("channel_update");
  t.equal(await refused(open.id, "4"), "channel_archived");
});

t.test("nothing is typed to who was removed", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const [ada, bob] = [world.user(), world.user()];
  await bob.rest("GET", "/users/me");
  const channel = await createChannel(ada, { member_ids: [bob.id] });
  const [adas, bobs] = [await ada.socket(t), await bob.socket(t)];
  await bobs.follow(channel.id);
  await ada.rest("DELETE", `/channels/${channel.id}/members/${bob.id}`);
  await bobs.waitFor("unsubscribed");
  adas.send(typing(channel.id));
  await sleep(200);
  t.same(saidTo(bobs), []);
});
