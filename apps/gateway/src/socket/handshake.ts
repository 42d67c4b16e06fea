import type { Socket } from "node:net";
import type { Actor } from "@chat/domain";
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

const FORBIDDEN = 403;
const TOO_MANY = 429;

/** Sent by a load balancer that asks the next gateway where one answers so. */
const RETRY_HEADER = "x-retry-on";
const UNAVAILABLE = 503;

export interface HandshakeRules {
  isStopping(): boolean;
  /** Whether pages of its origin may open sockets. */
  mayOpen(request: FastifyRequest): boolean;
  /** Whether the user may have one more. */
  hasRoom(actor: Actor): boolean;
  onOutcome(outcome: "accepted" | "refused" | "failed", connection: Socket): void;
}

/**
 * Lets a handshake through that brings a valid token; any other is answered 401,
 * that of a strange page 403, and of a user who has enough of them 429.
 * During the stop a socket is still taken, and asked to move at once; where the
 * load balancer finds another gateway by itself, it is not taken at all.
 */
export function createHandshake(
  authenticate: Authenticate,
  { isStopping, mayOpen, hasRoom, onOutcome }: HandshakeRules,
) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    if (isStopping() && request.headers[RETRY_HEADER] === String(UNAVAILABLE)) {
      return reply.code(UNAVAILABLE).header("retry-after", "1").send();
    }
    const connection = request.raw.socket;
    if (!mayOpen(request)) {
      onOutcome("refused", connection);
      return reply.code(FORBIDDEN).send();
    }
    try {
      request.identity = await authenticate(tokenOf(request));
      if (hasRoom(request.identity.actor)) {
        if (request.ws) {
          // From here on ws answers; the response would stay with the socket, and the request with it.
          reply.raw.detachSocket(connection);
        }
        onOutcome("accepted", connection);
        return undefined;
      }
    } catch (error) {
      if (error instanceof TokenRefused) {
        onOutcome("refused", connection);
        return reply.code(401).header("www-authenticate", 'Bearer error="invalid_token"').send();
      }
      onOutcome("failed", connection);
      request.log.error({ err: error }, "handshake failed");
      return reply.code(UNAVAILABLE).header("retry-after", "1").send();
    }
    onOutcome("refused", connection);
    return reply.code(TOO_MANY).header("retry-after", "60").send();
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
