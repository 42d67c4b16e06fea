import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import t from "tap";
import { boundUnauthenticated } from "./unauthenticated.ts";

t.test("beyond the bound a new connection is dropped, until there is room again", async (t) => {
  const server = createServer();
  const arrived: Socket[] = [];
  const unauthenticated = boundUnauthenticated(server, 2);
  server.on("connection", (connection) => arrived.push(connection));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clients: Socket[] = [];
  t.teardown(() => {
    for (const client of clients) {
      client.destroy();
    }
    server.close();
  });
  /** @returns how it fared at the server */
  const open = async () => {
    const client = connect(port, "127.0.0.1");
    // A dropped one may be told by a reset.
    client.on("error", () => undefined).resume();
    clients.push(client);
    const [connection] = (await once(server, "connection")) as [Socket];
    return { client, connection };
  };
  const first = await open();
  const second = await open();
  t.notOk(first.connection.destroyed);
  t.notOk(second.connection.destroyed);
  t.ok((await open()).connection.destroyed, "the third is dropped");

  unauthenticated.admit(first.connection);
  t.notOk((await open()).connection.destroyed, "one was admitted");
  t.equal(first.connection.listeners("close").length, arrived[0]?.listeners("close").length);
  t.ok((await open()).connection.destroyed, "full again");
  second.client.destroy();
  await once(second.connection, "close");
  t.notOk((await open()).connection.destroyed, "one went away");
});
