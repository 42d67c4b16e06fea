import type { FastifyInstance } from "fastify";
import { Counter, Histogram, type Registry } from "prom-client";

const LABELS = ["operation", "method", "status"] as const;
const MILLISECONDS = 1_000;

/** Counts and times every request of the scope by its operation, never by its URL. */
export function measureRequests(server: FastifyInstance, registry: Registry): void {
  const total = new Counter({
    name: "chat_api_requests_total",
    help: "Requests answered, by operation and status",
    labelNames: LABELS,
    registers: [registry],
  });
  const duration = new Histogram({
    name: "chat_api_request_duration_seconds",
    help: "Time from the request's head to the end of its answer",
    labelNames: LABELS,
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers: [registry],
  });
  server.addHook("onResponse", (request, reply, done) => {
    const labels = {
      operation: request.routeOptions.config.operation?.id ?? "none",
      method: request.method,
      status: String(reply.statusCode),
    };
    total.inc(labels);
    duration.observe(labels, reply.elapsedTime / MILLISECONDS);
    done();
  });
}
