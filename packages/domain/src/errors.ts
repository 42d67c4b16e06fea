import { ERRORS, type ErrorCode } from "@chat/contract";

/** A refusal of the catalogue. `detail` says what was wrong in words that are safe to answer. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string = ERRORS[code].title, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** What a policy says: allowed, or the code to refuse with. */
export type Verdict = ErrorCode | "allowed";

/** @throws {ChatError} unless the verdict is `allowed`. */
export function authorise(verdict: Verdict): void {
  if (verdict !== "allowed") {
    throw new ChatError(verdict);
  }
}

/** @throws {ChatError} `not_found` when there is nothing. */
export function found<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) {
    throw new ChatError("not_found");
  }
  return value;
}
