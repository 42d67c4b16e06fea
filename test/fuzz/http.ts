import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export interface HttpRequest {
  readonly method: string;
  /** As it goes over the wire, encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** Without a Content-Length. */
  readonly chunked?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Sends what fetch would tidy up first. Rejects where no whole answer comes. */
export function send(url: string, { chunked, ...asked }: HttpRequest): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const { method, path, body, headers = {} } = asked;
  const length = body === undefined || chunked ? {} : { "content-length": Buffer.byteLength(body) };
  const sending = request(url, { agent, method, path, headers: { ...headers, ...length } });
  sending.once("response", (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.once("error", reject);
    response.once("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
  });
  sending.once("error", reject);
  sending.end(body);
  return promise;
}
