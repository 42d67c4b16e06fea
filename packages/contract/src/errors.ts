/**
 * The catalogue of every error that the service answers: stable code, HTTP
 * status, title. `detail` is written where the error is raised. The page
 * `docs/errors.md` is generated from here.
 */
export const ERRORS = {
  invalid_request: { status: 400, title: "The request is not valid" },
  invalid_cursor: { status: 400, title: "The cursor is not one that this list gave out" },
  unauthenticated: { status: 401, title: "A valid bearer token is required" },
  forbidden: { status: 403, title: "Your role does not allow this" },
  not_a_member: { status: 403, title: "Only members of the channel may do this" },
  not_found: { status: 404, title: "There is no such thing, or you may not see it" },
  request_timeout: { status: 408, title: "The request did not arrive in time" },
  channel_archived: { status: 409, title: "The channel is archived and read-only" },
  direct_channel: { status: 409, title: "A direct channel does not take this" },
  last_owner: { status: 409, title: "The last owner cannot leave while others remain" },
  idempotency_in_flight: { status: 409, title: "A request with this Idempotency-Key is running" },
  scan_pending: { status: 409, title: "The file has not been scanned yet" },
  scan_failed: { status: 409, title: "The file could not be scanned, and is not served" },
  name_taken: { status: 409, title: "Another channel has this name" },
  push_off: { status: 409, title: "This service sends no push messages" },
  too_many_pins: { status: 409, title: "The channel has as many pins as it may" },
  too_many_reactions: { status: 409, title: "The message has as many different emoji as it may" },
  infected: { status: 410, title: "The virus scan has found something; the file is gone" },
  body_too_large: { status: 413, title: "The request body is too large" },
  quota_exceeded: {
    status: 413,
    title: "The files of the organisation take all the room they may",
  },
  unsupported_media_type: {
    status: 415,
    title: "The body is not of the type that the operation takes",
  },
  idempotency_mismatch: {
    status: 422,
    title: "This Idempotency-Key was used with another request body",
  },
  rate_limited: { status: 429, title: "Too many requests; Retry-After says when to go on" },
  headers_too_large: { status: 431, title: "The request's headers are too large" },
  too_many_subscriptions: { status: 429, title: "The socket follows as many channels as it may" },
  internal_error: { status: 500, title: "The service failed; the request id finds it in the log" },
  busy: { status: 503, title: "The service is busy; try again" },
  outcome_unknown: {
    status: 503,
    title:
      "It is not known whether this was done; repeat it with the same client_id or Idempotency-Key",
  },
  unavailable: { status: 503, title: "A service that this needs is away; try again" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The `type` member of a problem document. */
export function errorType(code: ErrorCode): string {
  return `urn:chat:error:${code}`;
}
