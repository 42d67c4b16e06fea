import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import type { Teardown } from "../../support/teardown.ts";

/** Stands between clients and a gateway, and passes on what it likes. */
export interface Middleman {
  readonly url: string;
  /** What clients get in place of a frame; at first the frame. */
  rewrite: (text: string) => readonly string[];
  /** Sends every client something that the gateway never sent. */
  inject(text: string): void;
}

export async function startMiddleman(t: Teardown, gatewayUrl: string): Promise<Middleman> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/ws" });
  await once(server, "listening");
  t.teardown(() => {
    for (const client of server.clients) {
      client.terminate();
    }
    server.close();
  });
  const middleman: Middleman = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rewrite: (text) => [text],
    inject(text) {
      for (const client of server.clients) {
        client.send(text);
      }
    },
  };
  server.on("connection", (client, request) => {
    const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(",");
    const upstream = new WebSocket(
      `${gatewayUrl.replace(/^http/, "ws")}/ws`,
      protocols.map((protocol) => protocol.trim()),
    );
    const opened = once(upstream, "open");
    client.on("message", (data: Buffer) => void opened.then(() => upstream.send(data.toString())));
    upstream.on("message", (data: Buffer) => {
      for (const text of middleman.rewrite(data.toString())) {
        client.send(text);
      }
    });
    client.on("close", () => upstream.terminate());
    upstream.on("close", () => client.terminate());
    upstream.on("error", () => undefined);
  });
  return middleman;
}
