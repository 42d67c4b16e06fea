import {
  type BodyOf,
  ERRORS,
  type ErrorCode,
  type Operation,
  operations,
  type ParamsOf,
  type QueryOf,
} from "@chat/contract";
import {
  type Actor,
  type Context,
  type IdempotencyKey,
  invalid,
  type PushSetup,
} from "@chat/domain";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { MessageMetrics } from "../metrics/message-metrics.ts";
import type { UploadMetrics } from "../metrics/upload-metrics.ts";
import type { KnownSenders } from "../rate-limits/known-senders.ts";
import type { Answer } from "./answer.ts";
import { headerSchema, readIdempotencyKey } from "./idempotency.ts";
import { createQueryReader } from "./validation.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

/** What the handlers of one process share. */
export interface Deps {
  readonly ctx: Context;
  readonly messageMetrics: MessageMetrics;
  readonly uploadMetrics: UploadMetrics;
  readonly senders: KnownSenders;
  /** Undefined: the service sends no push. */
  readonly push: PushSetup | undefined;
}

export interface Call<O extends Operation> extends Deps {
  readonly actor: Actor;
  /** Ids in them are lower-case. */
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** The request itself, for operations whose body is streamed. */
  readonly raw: FastifyRequest["raw"];
  /** What a creating request brought, so that it can be repeated. */
  readonly idempotency: IdempotencyKey | undefined;
}

/** An operation of the contract with the use-case that does it. */
export interface Route {
  readonly operation: Operation;
  readonly handle: (call: Call<Operation>) => Promise<Answer>;
}

export function route<O extends Operation>(
  operation: O,
  handle: (call: Call<O>) => Promise<Answer>,
): Route {
  return { operation, handle: handle as unknown as Route["handle"] };
}

/** What every operation may refuse with. */
const COMMON_ERRORS: readonly ErrorCode[] = [
  "invalid_request",
  "unauthenticated",
  "rate_limited",
  "request_timeout",
  "headers_too_large",
  "internal_error",
  "unavailable",
];
/** What an operation that takes an Idempotency-Key may refuse with. */
const IDEMPOTENCY_ERRORS: readonly ErrorCode[] = [
  "idempotency_in_flight",
  "idempotency_mismatch",
  "outcome_unknown",
];
const BODY_ERRORS: readonly ErrorCode[] = ["body_too_large", "unsupported_media_type"];

export function addRoute(server: FastifyInstance, { operation, handle }: Route, deps: Deps): void {
  const readQuery = createQueryReader(operation.query);
  server.route({
    method: operation.method,
    url: operation.path,
    config: { operation, streamsBody: operation.multipart !== undefined },
    schema: {
      operationId: operation.id,
      summary: operation.summary,
      ...(operation.description ? { description: operation.description } : {}),
      tags: [operation.tag],
      ...(operation.params ? { params: operation.params } : {}),
      ...(operation.query ? { querystring: operation.query } : {}),
      ...bodySchema(operation),
      ...headerSchema(operation),
      response: { ...answerSchemas(operation), ...problemSchemas(operation) },
    },
    // Its parts are judged as they arrive.
    ...(operation.multipart ? { validatorCompiler: () => () => true } : {}),
    preValidation: (request, _reply, done) => {
      request.query = readQuery(request.query);
      request.body = bodyOf(operation, request.body);
      done();
    },
    handler: async (request, reply) => {
      const params = lowerCaseIds(request.params as Record<string, string>);
      const answer = await handle({
        ...deps,
        actor: request.actor,
        params: params as never,
        query: request.query as never,
        body: request.body as never,
        raw: request.raw,
        idempotency: readIdempotencyKey(operation, request, params),
      });
      return send(reply, answer);
    },
  });
}

function bodySchema({ body, multipart }: Operation): { body?: object; consumes?: string[] } {
  if (multipart) {
    return { body: multipart, consumes: ["multipart/form-data"] };
  }
  return body ? { body } : {};
}

/** No body is an empty one where every field may be absent, and where there are no fields at all. */
function bodyOf(operation: Operation, body: unknown): unknown {
  const { body: schema } = operation as { body?: { required?: readonly string[] } };
  if (schema) {
    return body === undefined && (schema.required ?? []).length === 0 ? {} : body;
  }
  const empty = typeof body === "object" && body !== null && Object.keys(body).length === 0;
  if (body !== undefined && !(empty && !Array.isArray(body))) {
    throw invalid("body", `must be empty: ${operation.id} takes no fields`);
  }
  return undefined;
}

/** UUIDs are the same in either case; an emoji is not. */
function lowerCaseIds(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      name.endsWith("Id") ? value.toLowerCase() : value,
    ]),
  );
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status);
  if (answer.status === 204) {
    return reply.send();
  }
  if ("location" in answer) {
    return reply.header("location", answer.location).send();
  }
  return "json" in answer
    ? reply.type("application/json; charset=utf-8").send(answer.json)
    : reply.send(answer.body);
}

function answerSchemas({ answers }: Operation): Record<string, object> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema ?? { type: "null", description: "Done" },
    ]),
  );
}

/** One answer a status, its description naming the codes, each with its title. */
function problemSchemas(operation: Operation): Record<string, object> {
  const codes = [
    ...COMMON_ERRORS,
    ...(operation.body || operation.multipart ? BODY_ERRORS : []),
    ...(operations.takesIdempotencyKey(operation) ? IDEMPOTENCY_ERRORS : []),
    ...operation.errors,
  ];
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join("\n\n"),
        content: { "application/problem+json": { schema: { $ref: "Problem#" } } },
      },
    ]),
  );
}
