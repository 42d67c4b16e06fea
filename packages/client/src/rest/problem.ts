import type { ErrorCode, Problem } from "@chat/contract";
import type { FetchAnswer } from "./fetch.ts";

type ProblemCode = ErrorCode | "unexpected_answer" | (string & {});

/**
 * The service (or something before it) refused: an RFC 9457 problem. `code` is
 * stable and comes from the contract's catalogue, or is `unexpected_answer`
 * where the body was not a problem document.
 */
export class ChatProblem extends Error {
  override readonly name = "ChatProblem";
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
  /** What to name when asking for help: it finds the request in the service's log. */
  readonly request_id: string | undefined;
  /** Which parts of the request were wrong. */
  readonly errors: NonNullable<Problem["errors"]>;
  /** How long the service asked to wait, in ms. */
  readonly retryAfterMs: number | undefined;

  constructor(
    problem: Omit<Partial<Problem>, "code"> & { status: number; code: ProblemCode },
    retryAfterMs?: number,
  ) {
    super(`${problem.status} ${problem.code}: ${problem.detail || problem.title || "no details"}`);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title ?? "";
    this.detail = problem.detail ?? "";
    this.request_id = problem.request_id;
    this.errors = problem.errors ?? [];
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * No whole answer arrived: the connection failed or was cut, or the time was
 * up. Whether the service acted is unknown. `cause` is the platform's error.
 */
export class ChatNetworkError extends Error {
  override readonly name = "ChatNetworkError";
}

const PROXY_DETAIL_LENGTH_MAX = 200;

export function readProblem(answer: FetchAnswer, text: string): ChatProblem {
  const retryAfterMs = readRetryAfter(answer.headers.get("retry-after"));
  const body = parseObject(text);
  if (typeof body?.["code"] === "string") {
    return new ChatProblem({ ...body, code: body["code"], status: answer.status }, retryAfterMs);
  }
  const request_id = answer.headers.get("x-request-id");
  return new ChatProblem(
    {
      status: answer.status,
      code: "unexpected_answer",
      detail: text.slice(0, PROXY_DETAIL_LENGTH_MAX),
      ...(request_id === null ? {} : { request_id }),
    },
    retryAfterMs,
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 9110: seconds, or a date. */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === "") {
    return undefined;
  }
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
