import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { Health } from "../process/health.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { connectionLimits, type ServerLimits } from "./server.ts";

/** Prometheus on a port of its own, with the probes for processes that serve no HTTP. */
export function createMetricsServer(
  registry: Registry,
  health: Health,
  limits: ServerLimits,
): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    http: connectionLimits(limits),
  }) as unknown as FastifyInstance;
  addHealthRoutes(server, health);
  server.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return server;
}
