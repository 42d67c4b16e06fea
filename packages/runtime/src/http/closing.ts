import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Has the connection end with the request. Closed with the answer, what is
 * unread of the body would reset it, and a reset can overtake the answer: then
 * it ends once that has been read and dropped.
 */
export function closeAfterRequest({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) {
    reply.header("connection", "close");
    return;
  }
  reply.raw.shouldKeepAlive = true;
  raw.once("close", () => raw.socket.end());
}
