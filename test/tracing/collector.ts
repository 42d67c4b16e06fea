import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Teardown } from "../support/teardown.ts";
import { until } from "../support/until.ts";
import { decodeSpans, type ReceivedSpan } from "./otlp.ts";

/** A collector of OTLP over HTTP that keeps what it is sent. */
export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** As they came, for looking what is in them. */
  readonly bodies: readonly Buffer[];
  /** The headers of the newest request. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** The first span that fits, waited for; fails after ten seconds. */
  find(what: Fits): Promise<ReceivedSpan>;
}

export type Fits = Partial<Pick<ReceivedSpan, "service" | "name" | "traceId" | "parentId">>;

export async function startCollector(t: Teardown): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const collector = { url: "", spans, bodies, headers: {}, find };
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    if (request.method !== "POST" || request.url !== "/v1/traces") {
      response.writeHead(404).end();
      return;
    }
    bodies.push(body);
    spans.push(...decodeSpans(body));
    collector.headers = request.headers;
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  };
  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  collector.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function find(what: Fits): Promise<ReceivedSpan> {
    const fits = (span: ReceivedSpan) =>
      Object.entries(what).every(([name, value]) => span[name as keyof Fits] === value);
    await until(async () => spans.some(fits)).catch(() => {
      const seen = spans.map(({ service, name }) => `${service}: ${name}`).join(", ");
      throw new Error(`no span ${JSON.stringify(what)}; there were ${seen || "none"}`);
    });
    return spans.find(fits) as ReceivedSpan;
  }

  return collector;
}
