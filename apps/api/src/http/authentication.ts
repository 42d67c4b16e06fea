import type { Actor, Identify } from "@chat/domain";
import { TokenRefused, type TokenVerifier } from "@chat/runtime";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** Set for every request that got past authentication. */
    actor: Actor;
  }
}

const BEARER = /^Bearer +([\w.~+/=-]+) *$/i;

/** Every route of the scope needs a valid token; its bearer becomes the request's actor. */
export function requireToken(
  server: FastifyInstance,
  verify: TokenVerifier,
  identify: Identify,
): void {
  server.decorateRequest("actor");
  server.addHook("onRequest", async (request: FastifyRequest) => {
    const claims = await verify(bearerToken(request.headers.authorization));
    request.actor = await identify(claims);
  });
}

function bearerToken(header: string | undefined): string {
  const token = BEARER.exec(header ?? "")?.[1];
  if (token === undefined) {
    throw new TokenRefused("the Authorization header must be: Bearer <token>");
  }
  return token;
}
