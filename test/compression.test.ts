import type { Socket } from "node:net";
import t, { type Test } from "tap";
import type { PerMessageDeflateOptions } from "ws";
import { openSocket, type RecordingSocket } from "./support/socket.ts";
import { createChannel, startWorld, type World, type WorldUser } from "./support/world.ts";

/** Deflates to a small part of itself. */
const TEXT = "the same words over and over again, ".repeat(80);
/** Deflates to less than a frame may have, and is far more. */
const BOMB = JSON.stringify({ type: "ping", ref: "x".repeat(4 * 1024 * 1024) });

/** Opens a socket that makes this offer and follows the channel. */
async function follower(
  t: Test,
  { gateways }: World,
  { token }: WorldUser,
  channelId: string,
  perMessageDeflate: boolean | PerMessageDeflateOptions,
): Promise<RecordingSocket> {
  const socket = await openSocket(t, gateways[0]?.url ?? "", token, { perMessageDeflate });
  await socket.follow(channelId);
  return socket;
}

function bytesRead({ socket }: RecordingSocket): number {
  return (Reflect.get(socket, "_socket") as Socket).bytesRead;
}

t.test("whoever offers compression gets the same events in fewer bytes", async (t) => {
  const world = await startWorld(t, { gateways: 1, environment: { WS_COMPRESSION: "on" } });
  const ada = world.user();
  const channel = await createChannel(ada);
  const followers = {
    deflated: await follower(t, world, ada, channel.id, true),
    narrow: await follower(t, world, ada, channel.id, { serverMaxWindowBits: 9 }),
    plain: await follower(t, world, ada, channel.id, false),
  };
  t.match(followers.deflated.socket.extensions, "permessage-deflate");
  t.match(followers.narrow.socket.extensions, "permessage-deflate");
  t.equal(followers.plain.socket.extensions, "");

  // Short ones go as they are, between those that do not.
  for (const content of ["a", TEXT, "b", "é".repeat(500), TEXT]) {
    const answer = await ada.rest("POST", `/channels/${channel.id}/messages`, { content });
    t.equal(answer.status, 201);
  }
  const read = Object.fromEntries(
    await Promise.all(
      Object.entries(followers).map(async ([name, socket]) => {
        await socket.waitFor("message", ({ seq }) => seq === 6);
        t.same(socket.seqs(channel.id), [2, 3, 4, 5, 6]);
        return [name, bytesRead(socket)];
      }),
    ),
  );
  t.ok(read.deflated < read.plain / 2, `${read.deflated} bytes instead of ${read.plain}`);
  t.ok(read.narrow > read.plain / 2, "a window of its own is not what is shared");

  // What is replayed, and what is sent to one socket alone.
  const late = await openSocket(t, world.gateways[0]?.url ?? "", ada.token, {
    perMessageDeflate: true,
  });
  late.send({ type: "subscribe", channel_id: channel.id, since_seq: 1 });
  await late.waitFor("message", ({ seq }) => seq === 6);
  t.same(late.seqs(channel.id), [2, 3, 4, 5, 6]);
  t.ok(bytesRead(late) < read.plain / 2);
  late.send({ type: "ping", ref: "deflated by the client".padEnd(64, ".") });
  await late.waitFor("pong");
});

t.test("a frame that inflates to more than one may have ends its socket", async (t) => {
  const world = await startWorld(t, { gateways: 1, environment: { WS_COMPRESSION: "on" } });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await follower(t, world, ada, channel.id, true);
  socket.send(BOMB);
  t.equal((await socket.closed).code, 1009);
});

t.test("unless it is turned on, nobody gets it", async (t) => {
  const world = await startWorld(t, { gateways: 1 });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await follower(t, world, ada, channel.id, true);
  t.equal(socket.socket.extensions, "");
});
