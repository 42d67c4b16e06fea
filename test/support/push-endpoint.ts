import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { decrypt } from "http_ece";
import { type BrowserKeys, createBrowserKeys } from "./push-keys.ts";
import type { Teardown } from "./teardown.ts";

export interface ReceivedPush {
  readonly topic: string;
  readonly ttl: string;
  readonly authorization: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into what was sent
  readonly payload: any;
}

/** A browser with the push service that it uses. */
export interface PushEndpoint {
  readonly url: string;
  readonly keys: BrowserKeys["keys"];
  readonly received: ReceivedPush[];
  /** What it answers from now on; 201 at first. */
  status: number;
  /** Set, it keeps the answer to itself until this is settled. */
  hold: Promise<void> | undefined;
}

export async function startPushEndpoint(t: Teardown): Promise<PushEndpoint> {
  const { keys, ecdh } = createBrowserKeys();
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const payload = decrypt(body, {
      version: "aes128gcm",
      privateKey: ecdh,
      authSecret: keys.auth,
    });
    const { topic, ttl, authorization } = request.headers as Record<string, string>;
    endpoint.received.push({
      topic: topic ?? "",
      ttl: ttl ?? "",
      authorization: authorization ?? "",
      payload: JSON.parse(payload.toString()),
    });
    await endpoint.hold;
    response.writeHead(endpoint.status).end();
  };
  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const endpoint: PushEndpoint = {
    url: `http://127.0.0.1:${port}/push/browser`,
    keys,
    received: [],
    status: 201,
    hold: undefined,
  };
  return endpoint;
}
