import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Test } from "tap";
import { type WebSocket, WebSocketServer } from "ws";

interface Posted {
  readonly id: string;
  readonly seq: number;
  readonly thread_id: string | null;
  readonly content: string;
  readonly client_id: string;
}

interface StandInChannel {
  readonly id: string;
  readonly name: string;
  last_seq: number;
  readonly members: Set<string>;
  readonly messages: Posted[];
}

type Answer = (status: number, value: object) => void;

/** How often each thing goes wrong: every so many messages; 0 for never. */
interface Mischief {
  lose: number;
  double: number;
  swap: number;
  cutAfterCommit: number;
  busy: number;
}

/**
 * A small service in memory, REST and WebSocket, that can be told to break the
 * promises that the replay looks for.
 */
export async function startStandIn(t: Test, mischief: Partial<Mischief> = {}) {
  const channels = new Map<string, StandInChannel>();
  const sockets = new Map<WebSocket, Set<string>>();
  const held: string[] = [];
  let posts = 0;
  const hits = (every: number | undefined) => Boolean(every) && posts % (every ?? 1) === 0;

  const server = createServer((request, response) => void route(request, response));
  const gateway = new WebSocketServer({ server, handleProtocols: () => "bearer" });
  gateway.on("connection", (socket) => {
    sockets.set(socket, new Set());
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data: Buffer) => {
      for (const { channel_id } of JSON.parse(data.toString()).channels ?? []) {
        sockets.get(socket)?.add(channel_id);
        const seq = byId(channel_id)?.last_seq;
        const payload = { seq, resync: false };
        socket.send(JSON.stringify({ type: "subscribed", channel_id, payload, ref: "sdk" }));
      }
    });
    const payload = { connection_id: randomUUID(), user_id: randomUUID(), heartbeat_ms: 30_000 };
    socket.send(JSON.stringify({ type: "hello", payload }));
  });

  const byId = (id: string | undefined) => [...channels.values()].find((one) => one.id === id);
  const owner = (messageId: string | undefined) =>
    [...channels.values()].find(({ messages }) => messages.some(({ id }) => id === messageId));

  function send(channel: StandInChannel, type: string, seq: number, payload: object): void {
    const frame = JSON.stringify({ type, channel_id: channel.id, seq, payload });
    if (hits(mischief.swap)) {
      held.push(frame);
      return;
    }
    const copies = hits(mischief.double) ? [frame, frame] : [frame];
    const frames = hits(mischief.lose) ? [] : [...copies, ...held.splice(0)];
    for (const [socket, followed] of sockets) {
      for (const text of followed.has(channel.id) ? frames : []) {
        socket.send(text);
      }
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { sub, body, kind, id, action, name } = await readCall(request);
    const answer: Answer = (status, value) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const channel = byId(id) ?? owner(id);
    if (kind === "users") {
      answer(200, { id: sub });
    } else if (name !== null) {
      const items = [channels.get(name)].filter((known) => known !== undefined);
      answer(200, { items, next_cursor: null });
    } else if (id === undefined) {
      create(body.name, sub, answer);
    } else if (channel === undefined) {
      answer(404, { status: 404, code: "not_found" });
    } else if (action === "join") {
      join(channel, sub, answer);
    } else {
      post(channel, kind === "messages" ? id : null, body, response, answer);
    }
  }

  function create(name: string, sub: string, answer: Answer): void {
    if (channels.has(name)) {
      answer(409, { status: 409, code: "name_taken" });
      return;
    }
    const members = new Set([sub]);
    const channel = { id: randomUUID(), name, last_seq: 1, members, messages: [] };
    channels.set(name, channel);
    answer(201, channel);
  }

  function join(channel: StandInChannel, sub: string, answer: Answer): void {
    if (!channel.members.has(sub)) {
      channel.members.add(sub);
      send(channel, "member_join", ++channel.last_seq, { user_id: sub, member_count: 1 });
    }
    answer(200, channel);
  }

  function post(
    channel: StandInChannel,
    thread_id: string | null,
    body: { content: string; client_id: string },
    response: ServerResponse,
    answer: Answer,
  ): void {
    const known = channel.messages.find(({ client_id }) => client_id === body.client_id);
    if (known) {
      answer(200, { ...known, channel_id: channel.id });
      return;
    }
    posts++;
    if (hits(mischief.busy)) {
      answer(503, { status: 503, code: "busy" });
      return;
    }
    const message = { id: randomUUID(), seq: ++channel.last_seq, thread_id, ...body };
    channel.messages.push(message);
    send(channel, "message", message.seq, message);
    if (hits(mischief.cutAfterCommit)) {
      response.destroy();
    } else {
      answer(201, { ...message, channel_id: channel.id });
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    for (const socket of sockets.keys()) {
      socket.terminate();
    }
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, channels };
}

async function readCall(request: IncomingMessage) {
  const text = Buffer.concat(await request.toArray()).toString();
  const claims = (request.headers.authorization ?? "").split(".")[1] ?? "";
  const url = new URL(request.url ?? "", "http://stand-in");
  const [, , , kind, id, action] = url.pathname.split("/");
  return {
    sub: JSON.parse(Buffer.from(claims, "base64url").toString()).sub as string,
    body: JSON.parse(text || "{}"),
    kind,
    id,
    action,
    name: url.searchParams.get("q"),
  };
}
