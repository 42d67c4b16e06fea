import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import t, { type Test } from "tap";
import { Outbound } from "./outbound.ts";

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
  const outbound = new Outbound(writer, MAX_BYTES, () => {
    overflows += 1;
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
  const outbound = new Outbound(writer, MAX_BYTES, () => undefined);
  while (writer.writableLength < MAX_BYTES) {
    writer.write(FRAME);
  }
  const waiting = outbound.whenBelow(1, () => undefined);
  writer.destroy();
  await waiting;
  t.ok(writer.destroyed);
});
