import { ERRORS, type ErrorCode, type Operation } from "@chat/contract";
import type { FastifyInstance } from "fastify";
import { Counter, Histogram, type Registry } from "prom-client";

const MILLISECONDS = 1_000;
/** Of paths that the API does not have, whatever they are called. */
const NO_OPERATION = { operation: "none", method: "any" } as const;
/** Known from the start, so that the first failure of an operation counts as one more. */
const FAILURES = ["500", "503"];

/**
 * Counts and times every request of an operation, by that and never by its URL;
 * those of unknown paths together.
 */
export function measureRequests(
  server: FastifyInstance,
  registry: Registry,
  operations: readonly Operation[],
): void {
  const registers = [registry];
  const total = new Counter({
    name: "chat_api_requests_total",
    help: "Requests answered, by operation of the contract and status; unknown paths are the operation none",
    labelNames: ["operation", "method", "status"],
    registers,
  });
  const duration = new Histogram({
    name: "chat_api_request_duration_seconds",
    help: "From a request's head to the end of its answer, by operation and class of status",
    labelNames: ["operation", "status"],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers,
  });
  for (const { id: operation, method } of operations) {
    for (const status of FAILURES) {
      total.inc({ operation, method, status }, 0);
    }
  }
  server.addHook("onResponse", (request, reply, done) => {
    const id = request.routeOptions.config?.operation?.id;
    if (id !== undefined || request.is404) {
      const { operation, method } =
        id === undefined ? NO_OPERATION : { operation: id, method: request.method };
      const status = String(reply.statusCode);
      total.inc({ operation, method, status });
      duration.observe({ operation, status: `${status[0]}xx` }, reply.elapsedTime / MILLISECONDS);
    }
    done();
  });
}

/** Counts problem documents by their code. */
export function countProblems(registry: Registry): (code: ErrorCode) => void {
  const problems = new Counter({
    name: "chat_api_problems_total",
    help: "Requests refused or failed, by code of the error catalogue",
    labelNames: ["code"],
    registers: [registry],
  });
  for (const code of Object.keys(ERRORS)) {
    problems.inc({ code }, 0);
  }
  return (code) => problems.inc({ code });
}
