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

/** Whether a lock was not to be had within its time. */
export function isLockTimeout(error: unknown): boolean {
  return stateOf(error) === "55P03";
}

/**
 * Whether the connection broke while a statement was on its way, so that its
 * outcome is unknown. Answers of the server carry a SQLSTATE; those that end
 * the session do so before anything is committed, and count as broken too.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  const state = stateOf(error);
  const answered = typeof state === "string" && /^[0-9A-Z]{5}$/.test(state);
  return !answered || state.startsWith("08") || state.startsWith("57P");
}
