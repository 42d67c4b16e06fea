import type { FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route reads its body as a stream, for as long as bytes keep coming. */
    readonly streamsBody?: boolean;
  }
}

/**
 * Bounds how long a request's body takes: all of it, or where the route streams
 * it, each pause. Node has one clock for requests of every kind, so that a large
 * file on a slow line would be cut off. What is answered before its end is read
 * on, since a client may read no answer before it has sent everything, but for
 * no longer than that either. The connection ends with the time.
 */
export function limitBodyTime(
  { raw, routeOptions }: FastifyRequest,
  reply: FastifyReply,
  timeMs: number,
): void {
  const { "content-length": length = "0", "transfer-encoding": encoding } = raw.headers;
  if (length === "0" && encoding === undefined) {
    return;
  }
  if (routeOptions.config?.streamsBody) {
    raw.setTimeout(timeMs);
    // What is done with it when it is here takes its own time.
    raw.once("close", () => raw.socket.setTimeout(0));
    reply.raw.once("finish", () => raw.complete || cutAfter(raw, timeMs));
    return;
  }
  cutAfter(raw, timeMs);
}

/** Unless the request has ended by then. */
function cutAfter(raw: FastifyRequest["raw"], timeMs: number): void {
  const timer = setTimeout(() => raw.socket.destroy(), timeMs);
  raw.once("close", () => clearTimeout(timer));
}
