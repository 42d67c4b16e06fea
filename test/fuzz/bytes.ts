import { connect } from "node:net";
import type { HttpAnswer } from "./http.ts";

const SILENCE_MS = 10_000;

/**
 * Sends bytes as they are, and nothing after them; the first final answer, or
 * undefined where the connection was closed without one.
 */
export function sendBytes(
  url: string,
  bytes: Uint8Array | string,
): Promise<HttpAnswer | undefined> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer | undefined>();
  const socket = connect({ host: hostname, port: Number(port) });
  const chunks: Buffer[] = [];
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error("neither an answer nor an end")));
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // Closing while it is still being sent to resets the connection; what came before counts.
  socket.on("error", (error) => ("code" in error ? socket.destroy() : reject(error)));
  socket.on("close", () => resolve(parse(Buffer.concat(chunks).toString("utf8"))));
  socket.end(bytes);
  return promise;
}

function parse(received: string): HttpAnswer | undefined {
  const [, text = ""] = /^(?:HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)?([\s\S]*)$/.exec(received) ?? [];
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) {
    return undefined;
  }
  const [head = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = Buffer.from(text.slice(end + 4));
  const length = Number(headers["content-length"] ?? 0);
  return {
    status: Number(head.split(" ")[1]),
    headers,
    text: body.subarray(0, length).toString("utf8"),
  };
}
