import { ERRORS, type ErrorCode } from "@chat/contract";

/** A part of a request that is wrong, dotted as in `body.name`, and what is accepted there. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** A refusal of the catalogue. `detail` says what was wrong in words that are safe to answer. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ErrorCode;
  /** Of `invalid_request`. */
  readonly faults: readonly Fault[];

  constructor(
    code: ErrorCode,
    detail: string = ERRORS[code].title,
    { faults = [], ...options }: ErrorOptions & { faults?: readonly Fault[] } = {},
  ) {
    super(detail, options);
    this.code = code;
    this.faults = faults;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** `invalid_request` for what no schema says. */
export function invalid(path: string, message: string): ChatError {
  return new ChatError("invalid_request", `${path} ${message}`, { faults: [{ path, message }] });
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
