import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { Health } from "../process/health.ts";
import { addHealthRoutes } from "./health-routes.ts";

/** Prometheus on a port of its own, with the probes for processes that serve no HTTP. */
export function createMetricsServer(registry: Registry, health: Health): FastifyInstance {
  const server = Fastify({ logger: false });
  addHealthRoutes(server, health);
  server.get("/metrics", async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  return server;
}
