import { type ChatSocket, connectSocket, createClient } from "@chat/client";
import type { Channel } from "@chat/contract";
import type { Test } from "tap";
import { WebSocket } from "ws";
import type { Member } from "../failure/cluster/member.ts";
import { openSocket, type RecordingSocket } from "../support/socket.ts";
import { until } from "../support/until.ts";
import type { Balancer } from "./balancer.ts";
import { type Stage, socketsAt } from "./stage.ts";

const TEAM = 12;
const LATECOMERS = 6;

/** Of a socket that says nothing by itself. */
export interface IdleSocket {
  readonly socket: RecordingSocket;
  /** Whose stop would end it. */
  readonly gateway: Member;
  readonly other: Member;
  /** Resolves when the gateway has asked, through the balancer, whether it is there. */
  readonly pinged: Promise<unknown>;
}

/** The first socket of the stage. */
export async function openIdleSocket(
  t: Test,
  stage: Stage,
  balancer: Balancer,
): Promise<IdleSocket> {
  const socket = await openSocket(t, balancer.url, stage.token());
  const pinged = new Promise((resolve) => socket.socket.once("ping", resolve));
  const [first, second] = stage.gateways;
  const isFirst = (await socketsAt(first)) === 1;
  return { socket, pinged, gateway: isFirst ? first : second, other: isFirst ? second : first };
}

/** It was asked for a sign once, gave it, and is there. */
export async function checkIdleSocket(t: Test, { socket, pinged }: IdleSocket): Promise<void> {
  await pinged;
  socket.send({ type: "ping", ref: "still there" });
  t.match(await socket.answerTo("still there"), { type: "pong" });
  socket.close();
}

/** Each next socket goes to the gateway with fewer, by whichever way its token comes. */
export async function checkLeastConnections(
  t: Test,
  stage: Stage,
  balancer: Balancer,
): Promise<void> {
  const before = await Promise.all(stage.gateways.map(socketsAt));
  const sockets: RecordingSocket[] = [];
  while (sockets.length + (before[0] ?? 0) + (before[1] ?? 0) < 6) {
    sockets.push(await openSocket(t, balancer.url, stage.token()));
  }
  t.same(await Promise.all(stage.gateways.map(socketsAt)), [3, 3]);
  for (const socket of sockets) {
    socket.close();
    await socket.closed;
  }
}

/** A long token in the URL reaches the gateway, which refuses it. */
export async function checkLongToken(t: Test, balancer: Balancer): Promise<void> {
  const socket = new WebSocket(
    `${balancer.url.replace(/^http/, "ws")}/ws?token=${"x".repeat(8_192)}`,
  );
  const status = await new Promise((resolve) => {
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
    socket.on("error", resolve);
  });
  t.equal(status, 401);
}

interface Follower {
  readonly socket: ChatSocket;
  readonly seqs: number[];
}

/** A gateway stops while people talk: their sockets move, and nothing is lost, doubled or late. */
export async function checkDrain(
  t: Test,
  stage: Stage,
  balancer: Balancer,
  leaving: Member,
): Promise<void> {
  const author = createClient({ baseUrl: balancer.url, token: stage.token() });
  const channel = await author.createChannel({ name: `drain-${leaving.name}` });
  const team = await Promise.all(
    Array.from({ length: TEAM }, () => follow(t, stage, balancer, channel)),
  );
  t.ok((await socketsAt(leaving)) >= TEAM / 2 - 1, "its share of them is at the one that leaves");

  let talking = true;
  let newest = channel.last_seq;
  const talk = async () => {
    while (talking) {
      const { seq } = await author.postMessage({ channelId: channel.id, content: "go on" });
      newest = Math.max(newest, seq);
    }
  };
  const talks = [talk(), talk()];
  const stopping = leaving.signal("SIGTERM");
  await until(async () => (await fetch(`${leaving.url}/readyz`)).status === 503);
  const latecomers: RecordingSocket[] = [];
  for (let count = 0; count < LATECOMERS; count += 1) {
    latecomers.push(await openSocket(t, balancer.url, stage.token()));
  }
  await stopping;
  talking = false;
  await Promise.all(talks);

  await until(async () => team.every(({ seqs }) => seqs.at(-1) === newest));
  const expected = Array.from({ length: newest - channel.last_seq }, (_, n) => n + 1);
  for (const { socket, seqs } of team) {
    t.same(
      seqs.map((seq) => seq - channel.last_seq),
      expected,
      "every event, once, in order",
    );
    t.ok(socket.counters.connections <= 2, "it moved once at most");
  }
  for (const socket of latecomers) {
    const types = socket.frames.map(({ type }) => type);
    t.notOk(types.includes("reconnect"), "no new socket came to the one that left");
    t.equal(socket.socket.readyState, socket.socket.OPEN);
    socket.close();
  }
  for (const { socket } of team) {
    socket.close();
  }
  await leaving.start();
}

async function follow(
  t: Test,
  stage: Stage,
  balancer: Balancer,
  channel: Channel,
): Promise<Follower> {
  const socket = connectSocket({ baseUrl: balancer.url, token: stage.token() });
  t.teardown(() => socket.close());
  const seqs: number[] = [];
  socket.on("event", ({ seq }) => seqs.push(seq));
  const subscribed = new Promise((resolve) => socket.on("subscribed", resolve));
  socket.subscribe(channel.id, { sinceSeq: channel.last_seq });
  await subscribed;
  return { socket, seqs };
}
