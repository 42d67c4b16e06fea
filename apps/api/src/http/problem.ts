import { ERRORS, type ErrorCode, errorType, type Problem } from "@chat/contract";
import { ChatError } from "@chat/domain";
import {
  isUnavailable,
  StorageUnavailable,
  TokenKeysUnavailable,
  TokenRefused,
} from "@chat/runtime";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** What Fastify itself refuses, in the words of the catalogue. */
const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
};

/** The same before a schema is asked: where it is wrong, and what is accepted there. */
const FASTIFY_PLACES: Record<string, PlacedError> = {
  FST_ERR_CTP_INVALID_JSON_BODY: {
    path: "body",
    message: "must be JSON in UTF-8, without __proto__",
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { path: "body", message: "must be as long as announced" },
  FST_ERR_BAD_URL: { path: "path", message: "must be percent-encoded UTF-8" },
  FST_ERR_MAX_PARAM_LENGTH: { path: "path", message: "must have shorter segments" },
};

/** What else of the service, but for Postgres, can be away. */
const AWAY = [StorageUnavailable, TokenKeysUnavailable];

/** Of a field's name that is repeated in a problem, in code points. */
const SHOWN_NAME_LENGTH_MAX = 64;

type PlacedError = NonNullable<Problem["errors"]>[number];

interface Fault {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: PlacedError[];
}

/** Renders every error of the API as a problem document, and logs those that are ours. */
export function createSendProblem(onProblem: (code: ErrorCode) => void) {
  return async (
    error: FastifyError,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const fault = toFault(error);
    onProblem(fault.code);
    return sendFault(fault, error, request, reply);
  };
}

function sendFault(
  fault: Fault,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status } = ERRORS[fault.code];
  if (status >= 500) {
    request.log.error({ err: error, code: fault.code }, "request failed");
  }
  if (fault.code === "unauthenticated") {
    reply.header("www-authenticate", 'Bearer error="invalid_token"');
  }
  if (fault.code === "body_too_large") {
    // Closed now, the unread rest of the body would reset the connection, and a
    // reset can overtake the answer. Kept, the rest is read and dropped.
    reply.removeHeader("connection");
  }
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(toProblem(fault, request.id)));
}

export function toProblem({ code, detail, errors }: Fault, requestId: string): Problem {
  const { status, title } = ERRORS[code];
  return {
    type: errorType(code),
    title,
    status,
    detail,
    code,
    request_id: requestId,
    ...(errors ? { errors } : {}),
  };
}

function toFault(error: FastifyError): Fault {
  if (error instanceof ChatError) {
    const { code, message: detail, faults } = error;
    return { code, detail, ...(faults.length > 0 ? { errors: [...faults] } : {}) };
  }
  if (error instanceof TokenRefused) {
    return { code: "unauthenticated", detail: error.message };
  }
  if (error.validation) {
    const part = error.validationContext ?? "request";
    return misplaced(error.validation.map((entry) => describe(part, entry)));
  }
  if (AWAY.some((type) => error instanceof type) || isUnavailable(error)) {
    return { code: "unavailable", detail: ERRORS.unavailable.title };
  }
  const code = FASTIFY_CODES[error.code];
  if (code) {
    return { code, detail: ERRORS[code].title };
  }
  const place = FASTIFY_PLACES[error.code];
  if (place) {
    return misplaced([place]);
  }
  const refused = error.statusCode !== undefined && error.statusCode < 500;
  return refused
    ? { code: "invalid_request", detail: error.message }
    : { code: "internal_error", detail: ERRORS.internal_error.title };
}

function misplaced(errors: PlacedError[]): Fault {
  const [first] = errors;
  return { code: "invalid_request", detail: `${first?.path} ${first?.message}`, errors };
}

type ValidationEntry = NonNullable<FastifyError["validation"]>[number];

/** Where it is wrong, and what is accepted there. */
function describe(part: string, entry: ValidationEntry): PlacedError {
  const path = `${part}${entry.instancePath.replaceAll("/", ".")}`;
  const { params } = entry as { params: Record<string, unknown> };
  switch (entry.keyword) {
    case "additionalProperties":
      return {
        path: `${path}.${shortened(String(params["additionalProperty"]))}`,
        message: "is not a known field",
      };
    case "required":
      return { path: `${path}.${params["missingProperty"]}`, message: "is required" };
    case "enum":
      return {
        path,
        message: `must be one of ${(params["allowedValues"] as string[]).join(", ")}`,
      };
    case "pattern":
      return { path, message: `must be: ${descriptionOf(entry) ?? params["pattern"]}` };
    default:
      return { path, message: entry.message ?? "is not valid" };
  }
}

function shortened(name: string): string {
  const shown = Array.from(name).slice(0, SHOWN_NAME_LENGTH_MAX).join("");
  return shown === name ? name : `${shown}…`;
}

function descriptionOf(entry: ValidationEntry): string | undefined {
  const { parentSchema } = entry as { parentSchema?: { description?: string } };
  return parentSchema?.description;
}
