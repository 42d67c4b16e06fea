/** The SQLSTATEs that code asks for, by name. */
export const SQLSTATE = {
  undefinedTable: "42P01",
} as const;

function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

export function isSqlState(error: unknown, name: keyof typeof SQLSTATE): boolean {
  return sqlState(error) === SQLSTATE[name];
}

const CONNECTION_CODES = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"];
const CONNECTION_WORDS =
  /connection terminated|timeout exceeded when trying|query read timeout|is not queryable/i;

/** Whether Postgres could not be reached, is starting or stopping, or has no room. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const state = sqlState(error);
  if (state !== undefined) {
    return ["08", "57P", "53"].some((prefix) => state.startsWith(prefix));
  }
  const code = "code" in error ? String(error.code) : "";
  return CONNECTION_CODES.includes(code) || CONNECTION_WORDS.test(error.message);
}
