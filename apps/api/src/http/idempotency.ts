import { createHash } from "node:crypto";
import { IdempotencyHeaders, type Operation, operations } from "@chat/contract";
import type { IdempotencyKey } from "@chat/domain";
import type { FastifyRequest } from "fastify";
import stringify from "safe-stable-stringify";

/** What a request to this operation may carry beside its body. */
export function headerSchema(operation: Operation): { headers?: object } {
  return operations.takesIdempotencyKey(operation) ? { headers: IdempotencyHeaders } : {};
}

/** The key of a creating request, if it has one; the schema has judged its form. */
export function readIdempotencyKey(
  operation: Operation,
  request: FastifyRequest,
  params: Readonly<Record<string, string>>,
): IdempotencyKey | undefined {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || !operations.takesIdempotencyKey(operation)) {
    return undefined;
  }
  // Equal bodies have one text, in whichever order their fields were written.
  const body = stringify(request.body) ?? "";
  return {
    key,
    route: [operation.id, ...Object.values(params)].join(" "),
    fingerprint: createHash("sha256").update(body).digest("base64url"),
  };
}
