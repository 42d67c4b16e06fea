import { TokenRefused } from "@chat/runtime";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate, Identity } from "./authentication.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Set for every handshake that was let through. */
    identity: Identity;
  }
}

/** The subprotocol that carries the token: `Sec-WebSocket-Protocol: bearer, <JWT>`. */
export const TOKEN_PROTOCOL = "bearer";

/** Sent by a load balancer that asks the next gateway where one answers so. */
const RETRY_HEADER = "x-retry-on";
const UNAVAILABLE = 503;

/**
 * Lets a handshake through that brings a valid token; any other is answered 401.
 * During the stop a socket is still taken, and asked to move at once; where the
 * load balancer finds another gateway by itself, it is not taken at all.
 */
export function createHandshake(
  authenticate: Authenticate,
  isStopping: () => boolean,
  onOutcome: (outcome: "accepted" | "refused" | "failed") => void,
) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    if (isStopping() && request.headers[RETRY_HEADER] === String(UNAVAILABLE)) {
      return reply.code(UNAVAILABLE).header("retry-after", "1").send();
    }
    try {
      request.identity = await authenticate(tokenOf(request));
      if (request.ws) {
        // From here on ws answers; the response would stay with the socket, and the request with it.
        reply.raw.detachSocket(request.raw.socket);
      }
      onOutcome("accepted");
      return undefined;
    } catch (error) {
      if (error instanceof TokenRefused) {
        onOutcome("refused");
        return reply.code(401).header("www-authenticate", 'Bearer error="invalid_token"').send();
      }
      onOutcome("failed");
      request.log.error({ err: error }, "handshake failed");
      return reply.code(UNAVAILABLE).header("retry-after", "1").send();
    }
  };
}

function tokenOf(request: FastifyRequest): string {
  const { token } = request.query as { token?: unknown };
  if (typeof token === "string") {
    return token;
  }
  const offered = request.headers["sec-websocket-protocol"]?.split(",") ?? [];
  const [protocol = "", offeredToken = ""] = offered.map((part) => part.trim());
  if (protocol !== TOKEN_PROTOCOL) {
    throw new TokenRefused("a token must come as ?token= or as a bearer subprotocol");
  }
  return offeredToken;
}
