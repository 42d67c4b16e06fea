import type { FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route reads its body as a stream, for as long as bytes keep coming. */
    readonly streamsBody?: boolean;
  }
}

/**
 * Bounds how long a request's body takes: all of it, or where the route streams
 * it, each pause. Node has one clock for requests of every kind, so that a large
 * file on a slow line would be cut off. The connection ends with the time.
 */
export function limitBodyTime({ raw, routeOptions }: FastifyRequest, timeMs: number): void {
  const { "content-length": length = "0", "transfer-encoding": encoding } = raw.headers;
  if (length === "0" && encoding === undefined) {
    return;
  }
  if (routeOptions.config?.streamsBody) {
    raw.setTimeout(timeMs);
    // What is done with it when it is here takes its own time.
    raw.once("close", () => raw.socket.setTimeout(0));
    return;
  }
  const timer = setTimeout(() => raw.socket.destroy(), timeMs);
  raw.once("close", () => clearTimeout(timer));
}
