import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { limits } from "@chat/contract";
import t from "tap";
import { startWorld } from "./support/world.ts";

/** What must stand in the answer to come, read up to where it does. */
async function readUntil(socket: Socket, expected: RegExp): Promise<string> {
  let read = "";
  while (!expected.test(read)) {
    const [chunk] = await once(socket, "data");
    read += chunk;
  }
  return read;
}

const connectTo = async (url = "") => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
};

t.test("a body that is refused unread does not cost the connection", async (t) => {
  const world = await startWorld(t);
  const ada = world.user();
  const socket = await connectTo(world.apis[0]?.url);
  const head = `host: x\r\nauthorization: Bearer ${ada.token}\r\n`;
  const length = limits.REQUEST_BODY_BYTES_MAX + 1;
  socket.write(
    `POST /api/v1/channels HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n{`,
  );
  const refused = await readUntil(socket, /"code":"body_too_large".*\}/);
  t.match(refused, /^HTTP\/1.1 413 /);
  // The rest, and a request after it.
  socket.write(" ".repeat(length - 1));
  socket.write(`GET /api/v1/users/me HTTP/1.1\r\n${head}connection: close\r\n\r\n`);
  t.match(await text(socket), /^HTTP\/1.1 200 /);
});

t.test("who reads no answer before everything is sent gets one, and then an end", async (t) => {
  const world = await startWorld(t, { environment: { UPLOAD_MAX_BYTES: "1000" } });
  const ada = world.user();
  const body = Buffer.alloc(32 * 1024 * 1024);
  const refused = {
    "upload: announced too large": ["/upload", ada.token, "multipart/form-data; boundary=b", 413],
    "upload without a token": ["/upload", "x", "multipart/form-data; boundary=b", 401],
    "a message": [`/channels/${randomUUID()}/messages`, ada.token, "application/json", 413],
  } as const;
  for (const [name, [path, token, type, status]] of Object.entries(refused)) {
    const socket = await connectTo(world.apis[0]?.url);
    socket.write(
      `POST /api/v1${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
        `content-type: ${type}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`,
    );
    await new Promise((resolve) => socket.write(body, resolve));
    t.match(await text(socket), new RegExp(`^HTTP/1.1 ${status} `), name);
  }
});

t.test(
  "a request that arrives whole only during the stop is answered like any other",
  async (t) => {
    const world = await startWorld(t);
    const [api] = world.apis;
    const socket = await connectTo(api?.url);
    socket.write("GET /api/v1/users/me HTTP/1.1\r\nhost: x\r\n");
    const stopped = api?.stop();
    // No longer listening: the stop has begun.
    for (let refused = false; !refused; ) {
      refused = await fetch(`${api?.url}/healthz`).then(
        () => false,
        () => true,
      );
    }
    socket.write("\r\n");
    const answer = await text(socket);
    t.match(answer, /^HTTP\/1.1 401 /);
    t.match(answer, /\r\nx-request-id: /);
    t.match(answer, /\r\nconnection: close\r\n/i);
    t.match(answer, /"code":"unauthenticated"/);
    await stopped;
  },
);
