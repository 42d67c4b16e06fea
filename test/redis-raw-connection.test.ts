import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { openRawConnection } from "@chat/runtime";
import t, { type Test } from "tap";
import { testVariable } from "./support/variables.ts";

const CONNECT_MS = 2_000;
const SILENCE_MS = 8_000;

function redisConfig() {
  const [host = "", port] = testVariable("TEST_REDIS_ADDR").split(":");
  return { host, port: Number(port), password: undefined };
}

/** A server that answers the first command, and then does as it is told. */
async function startStranger(t: Test, onSecond: (socket: Socket) => void): Promise<number> {
  let commands = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => {
      commands += 1;
      if (commands === 1) {
        socket.write("+PONG\r\n");
      } else {
        onSecond(socket);
      }
    });
    t.teardown(() => socket.destroy());
  });
  t.teardown(() => server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

t.test("texts come as bytes, lists as lists, nothing as null", async (t) => {
  const connection = await openRawConnection(redisConfig(), CONNECT_MS, SILENCE_MS);
  t.teardown(() => connection.close());
  t.same(await connection.call("ECHO", "grüße\r\n"), Buffer.from("grüße\r\n"));
  t.same(await connection.call("XRANGE", "test-nothing", "-", "+"), []);
  t.equal(await connection.call("GET", "test-nothing"), null);
  t.equal(await connection.call("EXISTS", "test-nothing"), 0);
});

t.test("answers come to whom they belong, refusals too", async (t) => {
  const connection = await openRawConnection(redisConfig(), CONNECT_MS, SILENCE_MS);
  t.teardown(() => connection.close());
  const [first, refused, third] = await Promise.allSettled([
    connection.call("ECHO", "1"),
    connection.call("NO-SUCH-COMMAND"),
    connection.call("ECHO", "3"),
  ]);
  t.match(first, { status: "fulfilled", value: Buffer.from("1") });
  t.match(refused, { status: "rejected", reason: /unknown command/ });
  t.match(third, { status: "fulfilled", value: Buffer.from("3") });
  t.ok(connection.isOpen);
});

t.test("a wrong password, and nobody there, reject", async (t) => {
  const config = redisConfig();
  await t.rejects(openRawConnection({ ...config, password: "wrong" }, CONNECT_MS, SILENCE_MS));
  await t.rejects(openRawConnection({ ...config, port: 1 }, CONNECT_MS, SILENCE_MS), {
    code: "ECONNREFUSED",
  });
});

t.test("who is awaited when the connection ends is told, and so is who comes later", async (t) => {
  const port = await startStranger(t, (socket) => socket.destroy());
  const config = { ...redisConfig(), port };
  const connection = await openRawConnection(config, CONNECT_MS, SILENCE_MS);
  await t.rejects(connection.call("PING"), /ended|ECONNRESET/);
  t.notOk(connection.isOpen);
  await t.rejects(connection.call("PING"), /ended|ECONNRESET/);
});

t.test("one that falls silent is dead", async (t) => {
  const port = await startStranger(t, () => undefined);
  const connection = await openRawConnection({ ...redisConfig(), port }, CONNECT_MS, 200);
  await t.rejects(connection.call("PING"), /silent/);
  t.notOk(connection.isOpen);
});

t.test("what is no answer of Redis ends it", async (t) => {
  const port = await startStranger(t, (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n"));
  const connection = await openRawConnection({ ...redisConfig(), port }, CONNECT_MS, SILENCE_MS);
  await t.rejects(connection.call("PING"), /Protocol error/);
  t.notOk(connection.isOpen);
});
