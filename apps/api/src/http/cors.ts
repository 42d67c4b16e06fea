import { limits } from "@chat/contract";
import cors from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** What a page may read of an answer, beyond what every page may. */
const EXPOSED = [
  "x-request-id",
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "location",
  "tus-resumable",
  "upload-offset",
  "upload-length",
  "upload-expires",
];

/**
 * Lets the pages of these origins call the API, and nobody else's. Credentials
 * are never allowed: a token comes as a header that a page sets by itself, and
 * there are no cookies that a browser would add.
 */
export async function allowOrigins(
  server: FastifyInstance,
  origins: readonly string[],
): Promise<void> {
  const allowed = {
    origin: [...origins],
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposedHeaders: EXPOSED,
    credentials: false,
    maxAge: limits.CORS_PREFLIGHT_SECONDS,
  };
  // Any other OPTIONS is answered as if there were no CORS, as by the uploads of tus.
  const isPreflight = ({ headers }: FastifyRequest) =>
    headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
  await server.register(cors, {
    delegator: (request, done) => done(null, { ...allowed, preflight: isPreflight(request) }),
  });
}
