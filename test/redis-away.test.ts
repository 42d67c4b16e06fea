import t, { type Test } from "tap";
import { startTcpProxy, type TcpProxy } from "./support/tcp-proxy.ts";
import { testVariable } from "./support/variables.ts";
import { createChannel, startWorld, type WorldUser } from "./support/world.ts";

async function behindProxy(t: Test): Promise<TcpProxy> {
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  return startTcpProxy(t, { host, port: Number(port) });
}

const through = (proxy: TcpProxy) => ({ REDIS_ADDR: `127.0.0.1:${proxy.port}` });

async function postFive(user: WorldUser, channelId: string): Promise<void> {
  for (let index = 0; index < 5; index += 1) {
    const answer = await user.rest("POST", `/channels/${channelId}/messages`, {
      content: `${index}`,
    });
    if (answer.status !== 201) {
      throw new Error(`a post was answered ${answer.status}`);
    }
  }
}

t.test("what is posted while Redis is away arrives when it is back, in order", async (t) => {
  const proxy = await behindProxy(t);
  const world = await startWorld(t, { gateways: 1, workers: 1, environment: through(proxy) });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  await socket.follow(channel.id);
  await postFive(ada, channel.id);

  proxy.sever();
  await postFive(ada, channel.id);
  proxy.restore();
  await postFive(ada, channel.id);
  await socket.waitFor("message", ({ seq }) => seq === 16);
  t.same(
    socket.seqs(channel.id),
    Array.from({ length: 15 }, (_, index) => index + 2),
  );
});

t.test("every app starts without Redis, and works when it comes", async (t) => {
  const proxy = await behindProxy(t);
  proxy.sever();
  const world = await startWorld(t, { gateways: 1, workers: 1, environment: through(proxy) });
  const ada = world.user();
  const channel = await createChannel(ada);
  const socket = await ada.socket(t);
  socket.send({ type: "subscribe", channel_id: channel.id, since_seq: 0 });
  await socket.waitFor("subscribed");
  await postFive(ada, channel.id);
  proxy.restore();
  await socket.waitFor("message", ({ seq }) => seq === 6);
  t.same(socket.seqs(channel.id), [1, 2, 3, 4, 5, 6]);
});
