import { once } from "node:events";
import { type ClientRequest, createServer, type RequestListener, request } from "node:http";
import type { AddressInfo } from "node:net";
import t, { type Test } from "tap";
import { startSwitchboard, UPSTREAM_HEADER } from "./runner/switchboard.ts";

/** More than the buffers of all sockets on the way hold. */
const BODY_BYTES = 32 * 1024 * 1024;

/** @returns what opens a request with a body of `BODY_BYTES` through a switchboard to the upstream */
async function connect(t: Test, upstream: RequestListener): Promise<() => ClientRequest> {
  const switchboard = await startSwitchboard();
  t.teardown(() => switchboard.stop());
  const server = createServer(upstream).listen(0, "127.0.0.1");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  const headers = {
    [UPSTREAM_HEADER]: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    "content-length": BODY_BYTES,
    connection: "close",
  };
  return () => request(switchboard.url, { method: "POST", headers });
}

t.test("an answer that did not wait for the body arrives", async (t) => {
  const open = await connect(t, (_, response) => response.writeHead(413).end("too large"));
  const sending = open().end(Buffer.alloc(BODY_BYTES));
  const [answer] = await once(sending, "response");
  t.equal(answer.statusCode, 413);
  t.equal(Buffer.concat(await answer.toArray()).toString(), "too large");
});

t.test("who leaves amid a body that was answered already harms nobody", async (t) => {
  const answered = Promise.withResolvers<void>();
  const open = await connect(t, (_, response) => {
    response.writeHead(413).end("too large", answered.resolve);
  });
  const leaving = open().on("error", () => undefined);
  leaving.write(Buffer.alloc(BODY_BYTES / 2));
  await answered.promise;
  leaving.destroy();
  const [answer] = await once(open().end(Buffer.alloc(BODY_BYTES)), "response");
  t.equal(answer.statusCode, 413);
});
