/** The SQLSTATEs that code asks for, by name. */
export const SQLSTATE = {
  uniqueViolation: "23505",
  lockNotAvailable: "55P03",
  queryCanceled: "57014",
  undefinedTable: "42P01",
} as const;

/** Classes whose statement may or may not have taken effect, or was never received. */
const CONNECTION_CLASSES = ["08", "57P"];

export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

export function isSqlState(error: unknown, name: keyof typeof SQLSTATE): boolean {
  return sqlState(error) === SQLSTATE[name];
}

/**
 * Whether the connection broke, so that what was sent has an unknown outcome.
 * An answer of the server itself carries a SQLSTATE of another class.
 */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined || CONNECTION_CLASSES.some((prefix) => state.startsWith(prefix));
}
