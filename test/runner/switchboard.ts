import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { finished, pipeline } from "node:stream";

/** Names the API that a request is for, such as `http://127.0.0.1:41233`. */
export const UPSTREAM_HEADER = "x-test-upstream";
/** In the place of `location`: the proxy would go where it points, instead of passing it on. */
export const LOCATION_HEADER = "x-test-location";

export interface Switchboard {
  readonly url: string;
  stop(): void;
}

/**
 * The one upstream that a proxy wants, for the many APIs that tests start:
 * forwards each request to the one that it names. Where no answer comes, it
 * gives none either.
 */
export async function startSwitchboard(): Promise<Switchboard> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => forward(incoming, outgoing, agent));
  // Who keeps a connection closes it: a close from here could cross the next request.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, agent: Agent): void {
  const { [UPSTREAM_HEADER]: upstream, host: _, ...headers } = ownHeaders(incoming);
  const { hostname, port } = new URL(String(upstream));
  const { method, url: path } = incoming;
  const forwarded = request({ agent, hostname, port, method, path, headers });
  let answered = false;
  forwarded.once("response", (answer) => {
    answered = true;
    // An API may refuse a body before it has read it. Node sends no more of it
    // after a whole answer, and who sends it listens only afterwards.
    incoming.unpipe(forwarded).resume();
    finished(incoming, { writable: false }, (cut) => {
      if (!cut) {
        outgoing.writeHead(answer.statusCode ?? 0, hideLocation(ownHeaders(answer)));
        pipeline(answer, outgoing, () => undefined);
      }
    });
  });
  forwarded.on("error", () => answered || outgoing.destroy());
  outgoing.once("close", () => {
    if (!(outgoing.writableFinished && forwarded.writableFinished)) {
      forwarded.destroy();
    }
  });
  incoming.pipe(forwarded);
}

function hideLocation({ location, ...headers }: IncomingMessage["headers"]) {
  return location === undefined ? headers : { ...headers, [LOCATION_HEADER]: location };
}

/** Without what concerns one connection only. */
function ownHeaders({ headers }: IncomingMessage): IncomingMessage["headers"] {
  const { connection, "keep-alive": keepAlive, "transfer-encoding": encoding, ...own } = headers;
  return own;
}
