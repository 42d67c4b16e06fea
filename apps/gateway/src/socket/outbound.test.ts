import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { limits } from "@chat/contract";
import t, { type Test } from "tap";
import { Outbound } from "./outbound.ts";
import { WriteTurns } from "./write-turns.ts";

const MAX_BYTES = 64 * 1024;
const FRAME = Buffer.alloc(40 * 1024);
/** Together more than the kernel takes at once. */
const WAITING = 400;

/** Both ends of a connection whose reader takes nothing yet. */
async function openPair(t: Test): Promise<{ writer: Socket; reader: Socket }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const reader = connect((server.address() as AddressInfo).port, "127.0.0.1").pause();
  const [writer]: Socket[] = await once(server, "connection");
  t.teardown(() => {
    reader.destroy();
    writer?.destroy();
    server.close();
  });
  return { writer: writer as Socket, reader };
}

t.test("many that wait for room overflow nothing: each sees what the last one sent", async (t) => {
  const { writer, reader } = await openPair(t);
  let overflows = 0;
  const outbound = new Outbound(writer, MAX_BYTES, new WriteTurns(), {
    onOverflow() {
      overflows += 1;
    },
  });
  let sent = 0;
  // More than the kernel takes, and then many that want to be next.
  while (writer.writableLength < MAX_BYTES / 2) {
    writer.write(FRAME);
    sent += FRAME.length;
  }
  let received = 0;
  reader.on("data", (data) => {
    received += data.length;
  });
  reader.pause();
  const waiting = Array.from({ length: WAITING }, () =>
    outbound.whenBelow(MAX_BYTES / 2, () => {
      outbound.push(FRAME);
      sent += FRAME.length;
    }),
  );
  // Its own write wakes them, as any backlog does.
  outbound.push(Buffer.from("x"));
  sent += 1;
  reader.resume();
  await Promise.all(waiting);
  outbound.flush();
  writer.end();
  await once(reader, "end");
  t.equal(overflows, 0);
  t.equal(received, sent);
});

t.test("who waits when the socket closes is let go", async (t) => {
  const { writer } = await openPair(t);
  const outbound = new Outbound(writer, MAX_BYTES, new WriteTurns(), {
    onOverflow: () => t.fail("it holds that much"),
  });
  while (writer.writableLength < MAX_BYTES) {
    writer.write(FRAME);
  }
  const waiting = outbound.whenBelow(1, () => undefined);
  writer.destroy();
  await waiting;
  t.ok(writer.destroyed);
});

t.test("frames arrive in their order, copied together or not", async (t) => {
  const { writer, reader } = await openPair(t);
  const turns = new WriteTurns();
  const outbound = new Outbound(writer, 2 ** 24, turns, {
    onOverflow: () => t.fail("it holds that much"),
  });
  const { SOCKET_WRITE_COPY_BYTES_MAX } = limits;
  const sizes = [1, 2, SOCKET_WRITE_COPY_BYTES_MAX, 3, 4];
  const frames = sizes.map((size, index) => Buffer.alloc(size, String(index)));
  const chunks: Buffer[] = [];
  reader.on("data", (chunk: Buffer) => chunks.push(chunk)).resume();
  for (const frame of frames) {
    outbound.push(frame);
  }
  outbound.flush();
  outbound.push(Buffer.from("a"), true);
  outbound.push(Buffer.from("b"));
  t.equal(outbound.bufferedBytes - writer.writableLength, 2);
  await nextTurn();
  t.equal(outbound.bufferedBytes, writer.writableLength);
  writer.end();
  await once(reader, "end");
  t.same(Buffer.concat(chunks), Buffer.concat([...frames, Buffer.from("ab")]));
});
