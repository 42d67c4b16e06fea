import type { FastifyInstance } from "fastify";
import type { Health } from "../process/health.ts";

/** `/healthz`: the process turns its event loop. `/readyz`: it can serve. */
export function addHealthRoutes(server: FastifyInstance, health: Health): void {
  server.get("/healthz", { schema: { hide: true } as object }, async () => ({ status: "ok" }));
  server.get("/readyz", { schema: { hide: true } as object }, async (_request, reply) => {
    const { ready, checks } = await health.readiness();
    return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not_ready", checks });
  });
}
