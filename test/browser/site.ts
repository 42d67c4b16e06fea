import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Teardown } from "../support/teardown.ts";

const SESSION = fileURLToPath(new URL("session.ts", import.meta.url));
const PAGE = "<!doctype html><title>chat</title><script src=/session.js></script>";

export interface Site {
  readonly url: string;
  /** Where new sockets go from now on. */
  useGateway(url: string): void;
}

/**
 * One origin as a load balancer makes it: `/ws` goes to a gateway, `/api` to an
 * API, and `/` is a page with `session.ts` as its global `session`.
 */
export async function startSite(t: Teardown, apiUrl: string): Promise<Site> {
  const { outputFiles } = await build({
    entryPoints: [SESSION],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "session",
    platform: "browser",
    conditions: ["@chat/source"],
  });
  const script = outputFiles[0]?.text ?? "";
  let gateway = new URL("http://127.0.0.1:9");
  const sockets = new Set<Socket>();
  const server = createServer((incoming, answer) => {
    if (incoming.url?.startsWith("/api/")) {
      passOn(incoming, answer, apiUrl);
    } else {
      const isScript = incoming.url === "/session.js";
      answer.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      answer.end(isScript ? script : PAGE);
    }
  });
  server.on("upgrade", (incoming: IncomingMessage, client: Socket, head: Buffer) => {
    const upstream = connect(Number(gateway.port), gateway.hostname);
    upstream.write(handshake(incoming));
    upstream.write(head);
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    useGateway(url) {
      gateway = new URL(url);
    },
  };
}

function passOn(incoming: IncomingMessage, answer: ServerResponse, apiUrl: string): void {
  const { method = "GET", headers } = incoming;
  const upstream = request(
    new URL(incoming.url ?? "/", apiUrl),
    { method, headers },
    (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    },
  );
  upstream.on("error", () => answer.destroy());
  incoming.pipe(upstream);
}

function handshake({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
