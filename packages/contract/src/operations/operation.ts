import type { Static, TSchema } from "typebox";
import type { ErrorCode } from "../errors.ts";

/**
 * One REST operation. The API registers its route from this, the document is
 * generated from it, the client calls by it. `id` is the name of the operation
 * everywhere: use-case, metric label, test title.
 *
 * `path` is relative to `/api/v1`, parameters written `:name`.
 */
export interface Operation {
  readonly id: string;
  readonly tag:
    | "attachments"
    | "channels"
    | "members"
    | "messages"
    | "notifications"
    | "search"
    | "users";
  /** A line, without markup. */
  readonly summary: string;
  /** What one must know beyond the line, in Markdown. */
  readonly description?: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: `/${string}`;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Instead of a body in JSON: the parts of a `multipart/form-data`, read while they arrive. */
  readonly multipart?: TSchema;
  /** Status → schema of the answer; null where there is no body. */
  readonly answers: Readonly<Record<number, TSchema | null>>;
  /** What it may refuse with, besides what every operation may. */
  readonly errors: readonly ErrorCode[];
}

type StaticOr<S, Otherwise> = S extends TSchema ? Static<S> : Otherwise;

export type ParamsOf<O extends Operation> = StaticOr<O["params"], Record<never, never>>;
export type QueryOf<O extends Operation> = StaticOr<O["query"], Record<never, never>>;
export type BodyOf<O extends Operation> = StaticOr<O["body"], undefined>;
export type AnswerOf<O extends Operation> = {
  [S in keyof O["answers"]]: StaticOr<O["answers"][S], undefined>;
}[keyof O["answers"]];

export function defineOperation<const O extends Operation>(operation: O): O {
  return operation;
}

/**
 * Whether the operation takes an `Idempotency-Key`: it creates, and nothing in
 * its body tells a repetition from a second one. Not where the body is streamed.
 */
export function takesIdempotencyKey({ method, answers, body, multipart }: Operation): boolean {
  const hasClientId = "client_id" in ((body as { properties?: object })?.properties ?? {});
  return method === "POST" && 201 in answers && !hasClientId && multipart === undefined;
}
