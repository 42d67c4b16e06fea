import type { FastifyInstance } from "fastify";
import type { Health } from "../process/health.ts";

/** `/healthz`: the process turns its event loop. `/readyz`: it can serve. */
export function addHealthRoutes(server: FastifyInstance, health: Health): void {
  const options = { schema: { hide: true } as object, config: { isProbe: true } };
  server.get("/healthz", options, async () => ({ status: "ok" }));
  server.get("/readyz", options, async (request, reply) => {
    const { ready, checks } = await health.readiness();
    if (!ready) {
      request.log.warn({ checks }, "not ready");
    }
    // What exactly is wrong with a store is for the log: this is open to everybody.
    const shown = checks.map(({ name, ok, required }) => ({ name, ok, required }));
    const status = ready ? "ready" : "not_ready";
    return reply.code(ready ? 200 : 503).send({ status, checks: shown });
  });
}
