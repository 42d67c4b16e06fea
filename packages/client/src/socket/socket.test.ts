import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CLOSE_CODES } from "@chat/contract";
import t, { type Test } from "tap";
import { type WebSocket as ServerSocket, WebSocketServer } from "ws";
import { type ChatSocket, connectSocket, type SocketClose, type SocketEvents } from "../index.ts";

interface ClientFrame {
  type: string;
  ref?: string;
  channel_id?: string;
  channels?: { channel_id: string; since_seq?: number }[];
}

const channel = randomUUID();
const userId = randomUUID();

/** A gateway that follows the contract except where a test makes it misbehave. */
async function startGateway(t: Test, heartbeat_ms = 30_000) {
  const server = createServer((_, response) => response.writeHead(state.status).end("{}"));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "bearer" });
  const state = {
    status: 200,
    lastSeq: 0,
    log: [] as number[],
    resync: false,
    answersPing: true,
    received: [] as ClientFrame[],
    protocols: [] as (string | undefined)[],
    connections: [] as ServerSocket[],
  };
  const send = (socket: ServerSocket | undefined, type: string, payload: object, rest = {}) =>
    socket?.send(JSON.stringify({ type, payload, timestamp: new Date().toISOString(), ...rest }));
  const event = (seq: number) =>
    send(state.connections.at(-1), "message", { seq }, { channel_id: channel, seq });

  server.on("upgrade", (request, raw, head) => {
    state.protocols.push(request.headers["sec-websocket-protocol"]);
    if (state.status !== 200) {
      raw.end(`HTTP/1.1 ${state.status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, raw, head, (socket) => {
      state.connections.push(socket);
      send(socket, "hello", { connection_id: randomUUID(), user_id: userId, heartbeat_ms });
      socket.on("message", (data: Buffer) => answer(socket, JSON.parse(data.toString())));
    });
  });

  function answer(socket: ServerSocket, frame: ClientFrame): void {
    state.received.push(frame);
    if (frame.type === "ping" && state.answersPing) {
      send(socket, "pong", {});
    }
    for (const { channel_id, since_seq } of frame.channels ?? []) {
      const { resync, lastSeq: seq } = state;
      const rest = { channel_id, ref: frame.ref };
      if (channel_id !== channel) {
        send(socket, "error", { code: "not_found", message: "no such channel" }, rest);
        continue;
      }
      send(socket, "subscribed", { seq, resync }, rest);
      if (since_seq !== undefined && !resync) {
        state.log.filter((seq) => seq > since_seq).forEach(event);
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const socket = connectSocket({ baseUrl: `http://127.0.0.1:${port}`, token: "a.b.c" });
  t.teardown(() => {
    socket.close();
    for (const connection of state.connections) {
      connection.terminate();
    }
    server.close();
  });
  const delivered: number[] = [];
  socket.on("message", ({ seq }) => delivered.push(seq));
  /** Stores an event, and sends it unless it is to be missing. */
  const publish = (seq: number, sent = true) => {
    state.lastSeq = seq;
    state.log.push(seq);
    if (sent) {
      event(seq);
    }
  };
  const subscribes = () => state.received.filter(({ type }) => type === "subscribe");
  return { socket, state, delivered, event, publish, subscribes, send };
}

function next<T extends keyof SocketEvents>(socket: ChatSocket, type: T): Promise<SocketEvents[T]> {
  return new Promise((resolve) => {
    const off = socket.on(type, (event) => {
      off();
      resolve(event);
    });
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

await t.test("the token travels as subprotocol; hello opens", async (t) => {
  const { socket, state } = await startGateway(t);
  t.match(await next(socket, "open"), { userId });
  t.equal(state.protocols[0]?.replaceAll(" ", ""), "bearer,a.b.c");
});

await t.test("many subscribes of one turn leave in one frame", async (t) => {
  const { socket, subscribes } = await startGateway(t);
  await next(socket, "open");
  const others = Array.from({ length: 99 }, () => randomUUID());
  const errors: string[] = [];
  socket.on("error", ({ code, channelId }) => errors.push(`${code} ${channelId}`));
  for (const id of [channel, ...others]) {
    socket.subscribe(id);
  }
  await next(socket, "subscribed");
  await until(() => errors.length === 99);
  t.equal(subscribes().length, 1);
  t.equal(errors[0], `not_found ${others[0]}`);
  t.throws(() => {
    for (let count = 0; count <= 2_000; count++) {
      socket.subscribe(randomUUID());
    }
  }, RangeError);
});

await t.test("a duplicate is dropped and counted", async (t) => {
  const { socket, delivered, event, publish } = await startGateway(t);
  const raw: number[] = [];
  socket.on("frame", (frame) => "seq" in frame && raw.push(frame.seq));
  socket.subscribe(channel);
  await next(socket, "subscribed");
  publish(1);
  publish(2);
  event(1);
  event(2);
  publish(3);
  await until(() => delivered.includes(3));
  t.strictSame(delivered, [1, 2, 3]);
  t.strictSame(raw, [1, 2, 1, 2, 3], "raw frames still show it");
  t.equal(socket.counters.duplicates, 2);
});

await t.test("a hole is asked for again, and filled in order", async (t) => {
  const { socket, delivered, publish, subscribes } = await startGateway(t);
  socket.subscribe(channel);
  await next(socket, "subscribed");
  publish(1);
  publish(2, false);
  publish(3);
  publish(4);
  await until(() => delivered.includes(4));
  t.strictSame(delivered, [1, 2, 3, 4]);
  t.equal(socket.counters.holes, 1);
  t.match(subscribes()[1], { channels: [{ channel_id: channel, since_seq: 1 }] });
});

await t.test("a hole that nobody can fill is told as a resync", async (t) => {
  const { socket, state, delivered, event } = await startGateway(t);
  socket.subscribe(channel, { sinceSeq: 0 });
  await next(socket, "subscribed");
  const resync = next(socket, "resync");
  const again = setInterval(() => event(++state.lastSeq + 10), 10);
  t.teardown(() => clearInterval(again));
  const { channelId, seq } = await resync;
  t.equal(channelId, channel);
  t.equal(socket.counters.holes, 3, "after a bounded number of tries");
  await until(() => delivered.length > 2);
  t.strictSame(delivered.slice(0, 2), [seq, seq + 1]);
});

await t.test("after a cut it reconnects by itself and resumes where it stood", async (t) => {
  const { socket, state, delivered, publish, subscribes } = await startGateway(t);
  socket.subscribe(channel);
  await next(socket, "subscribed");
  publish(1);
  await until(() => delivered.includes(1));
  const closed = next(socket, "close");
  state.connections[0]?.terminate();
  t.match(await closed, { code: 1006, reconnect: true });
  publish(2, false);
  publish(3, false);
  await until(() => delivered.includes(3));
  t.strictSame(delivered, [1, 2, 3]);
  t.match(subscribes()[1], { channels: [{ channel_id: channel, since_seq: 1 }] });
  t.equal(socket.counters.connections, 2);
});

await t.test("resync: the user is told and the position moves", async (t) => {
  const { socket, state, delivered, event } = await startGateway(t);
  Object.assign(state, { resync: true, lastSeq: 70 });
  socket.subscribe(channel, { sinceSeq: 5 });
  t.match(await next(socket, "resync"), { channelId: channel, seq: 70 });
  t.equal(socket.position(channel), 70);
  event(71);
  await until(() => delivered.length > 0);
  t.strictSame(delivered, [71]);
});

for (const { code, reason, reconnect } of Object.values(CLOSE_CODES)) {
  await t.test(`close code ${code} ${reconnect ? "reconnects" : "ends"}`, async (t) => {
    const { socket, state } = await startGateway(t);
    await next(socket, "open");
    const closed = next(socket, "close");
    state.connections[0]?.close(code, reason);
    t.match(await closed, { code, reason, reconnect });
    if (reconnect) {
      await next(socket, "open");
    } else {
      await new Promise((resolve) => setTimeout(resolve, 500));
      t.equal(state.connections.length, 1);
    }
  });
}

await t.test("a token that is refused twice ends it", async (t) => {
  const { socket, state } = await startGateway(t);
  state.status = 401;
  const closes: SocketClose[] = [];
  socket.on("close", (close) => closes.push(close));
  await until(() => closes.some(({ reconnect }) => !reconnect));
  t.match(closes.at(-1), { code: 4401, reconnect: false });
  t.equal(closes.length, 2);
});

await t.test("a gateway that answers no ping is left", async (t) => {
  const { socket, state } = await startGateway(t, 200);
  await next(socket, "open");
  await until(() => state.received.some(({ type }) => type === "ping"));
  state.answersPing = false;
  t.match(await next(socket, "close"), { code: 1006, reconnect: true });
  await next(socket, "open");
});

await t.test(
  "told to move, it opens the new connection before it leaves the old one",
  async (t) => {
    const { socket, state, delivered, publish, send } = await startGateway(t);
    socket.subscribe(channel);
    await next(socket, "subscribed");
    publish(1);
    let closed = false;
    socket.on("close", () => {
      closed = true;
    });
    const former = state.connections[0];
    send(former, "reconnect", { after_ms: 10 });
    await next(socket, "open");
    publish(2);
    await until(() => delivered.includes(2));
    t.strictSame(delivered, [1, 2]);
    t.notOk(closed, "the user saw no interruption");
    if (former?.readyState !== former?.CLOSED) {
      await once(former as ServerSocket, "close");
    }
  },
);

await t.test("an own member_leave ends the subscription", async (t) => {
  const { socket, send, state, subscribes } = await startGateway(t);
  socket.subscribe(channel);
  await next(socket, "subscribed");
  send(state.connections[0], "member_leave", { user_id: userId }, { channel_id: channel, seq: 1 });
  await next(socket, "member_leave");
  t.equal(socket.position(channel), undefined);
  state.connections[0]?.terminate();
  await next(socket, "open");
  t.equal(subscribes().length, 1, "it is not asked for again");
});
