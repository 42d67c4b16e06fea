import { ERRORS, type ErrorCode, errorType, type Problem } from "@chat/contract";
import { ChatError } from "@chat/domain";
import { isUnavailable, TokenKeysUnavailable, TokenRefused } from "@chat/runtime";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** What Fastify itself refuses, in the words of the catalogue. */
const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
};

interface Fault {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: Problem["errors"];
}

/** Renders every error of the API as a problem document, and logs those that are ours. */
export async function sendProblem(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const fault = toFault(error);
  const { status, title } = ERRORS[fault.code];
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
  const problem: Problem = {
    type: errorType(fault.code),
    title,
    status,
    detail: fault.detail,
    code: fault.code,
    request_id: request.id,
    ...(fault.errors ? { errors: fault.errors } : {}),
  };
  return reply.code(status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

function toFault(error: FastifyError): Fault {
  if (error instanceof ChatError) {
    return { code: error.code, detail: error.message };
  }
  if (error instanceof TokenRefused) {
    return { code: "unauthenticated", detail: error.message };
  }
  if (error.validation) {
    const part = error.validationContext ?? "request";
    const errors = error.validation.map((entry) => describe(part, entry));
    const [first] = errors;
    return { code: "invalid_request", detail: `${first?.path} ${first?.message}`, errors };
  }
  if (isUnavailable(error) || error instanceof TokenKeysUnavailable) {
    return { code: "unavailable", detail: ERRORS.unavailable.title };
  }
  const code = FASTIFY_CODES[error.code];
  if (code) {
    return { code, detail: ERRORS[code].title };
  }
  const refused = error.statusCode !== undefined && error.statusCode < 500;
  return refused
    ? { code: "invalid_request", detail: error.message }
    : { code: "internal_error", detail: ERRORS.internal_error.title };
}

type ValidationEntry = NonNullable<FastifyError["validation"]>[number];

/** Where it is wrong, and what is accepted there. */
function describe(part: string, entry: ValidationEntry): { path: string; message: string } {
  const path = `${part}${entry.instancePath.replaceAll("/", ".")}`;
  const { params } = entry as { params: Record<string, unknown> };
  switch (entry.keyword) {
    case "additionalProperties":
      return { path: `${path}.${params["additionalProperty"]}`, message: "is not a known field" };
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

function descriptionOf(entry: ValidationEntry): string | undefined {
  const { parentSchema } = entry as { parentSchema?: { description?: string } };
  return parentSchema?.description;
}
