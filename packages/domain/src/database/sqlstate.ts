function stateOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Whether Postgres refused because of this unique index. */
export function violatesUnique(error: unknown, index: string): boolean {
  return (
    stateOf(error) === "23505" &&
    error instanceof Error &&
    "constraint" in error &&
    error.constraint === index
  );
}

/** Whether a lock was not to be had within its time, or given up to end a deadlock. */
export function isLockLost(error: unknown): boolean {
  return stateOf(error) === "55P03" || stateOf(error) === "40P01";
}

/** Whether Postgres ended the statement because its time was up. */
export function isTimeUp(error: unknown): boolean {
  return stateOf(error) === "57014";
}

/** Whether the server answered: it says itself what became of the statement. */
export function isAnswered(error: unknown): boolean {
  const state = stateOf(error);
  return typeof state === "string" && SQLSTATE.test(state) && !ENDS_SESSION.test(state);
}

/** Whether there was no connection to send the statement on: nothing has happened. */
export function isUnsent(error: unknown): boolean {
  const connecting = /timeout exceeded when trying to connect/i;
  return (
    UNREACHABLE.has(String(stateOf(error))) ||
    (error instanceof Error && connecting.test(error.message))
  );
}

/**
 * Whether the connection broke while a statement was on its way, so that its
 * outcome is unknown.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  return !isAnswered(error) && !isUnsent(error);
}

/** Whether the connection ended under a transaction: it may have been committed. */
export function isConnectionLost(error: unknown): boolean {
  const state = String(stateOf(error));
  return (
    error instanceof Error &&
    (ENDS_SESSION.test(state) || BROKEN.has(state) || BROKEN_WORDS.test(error.message))
  );
}

const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Of the connection itself, and those by which the server ends a session. */
const ENDS_SESSION = /^(08|57P)/;
const BROKEN: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ETIMEDOUT"]);
const BROKEN_WORDS = /connection terminated|query read timeout|not queryable/i;
const UNREACHABLE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);
