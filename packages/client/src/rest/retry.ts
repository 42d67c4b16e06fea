import { backoffMs } from "../backoff.ts";
import {
  REQUEST_RETRY_DELAY_MS_MAX,
  REQUEST_RETRY_DELAY_MS_MIN,
  REQUEST_TRIES_MAX,
  RETRY_AFTER_MS_MAX,
} from "../limits.ts";
import { ChatNetworkError, ChatProblem } from "./problem.ts";

/** One repetition about to happen. */
export interface Retry {
  readonly error: ChatProblem | ChatNetworkError;
  /** How long until it is sent. */
  readonly delayMs: number;
  /** How often the request was sent so far. */
  readonly tries: number;
}

export interface RetryOptions {
  /** How often one request is sent at most; 1 never repeats. Default 6. */
  readonly triesMax?: number;
  /** Told before each repetition. */
  readonly onRetry?: (retry: Retry) => void;
}

/**
 * Repeats `attempt` while it fails in a way that may pass: no answer, or 429,
 * 502, 503, 504, or the same request still running. Only for requests that can be sent twice without harm.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { triesMax = REQUEST_TRIES_MAX, onRetry }: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const delayMs = tries < triesMax ? delayAfter(error, tries) : undefined;
      if (delayMs === undefined) {
        throw error;
      }
      onRetry?.({ error: error as Retry["error"], delayMs, tries });
      await sleep(delayMs, signal);
    }
  }
}

/** Undefined where repeating is of no use. */
function delayAfter(error: unknown, tries: number): number | undefined {
  const delayMs = backoffMs(tries, REQUEST_RETRY_DELAY_MS_MIN, REQUEST_RETRY_DELAY_MS_MAX);
  if (error instanceof ChatNetworkError) {
    return delayMs;
  }
  if (!(error instanceof ChatProblem && mayPass(error))) {
    return undefined;
  }
  const askedMs = error.retryAfterMs ?? 0;
  // Added, not the larger of both: many who were told the same second come back spread.
  return askedMs > RETRY_AFTER_MS_MAX ? undefined : askedMs + delayMs;
}

/** A try that seemed lost may still be running: it is `idempotency_in_flight` until it is done. */
function mayPass({ status, code }: ChatProblem): boolean {
  return [429, 502, 503, 504].includes(status) || code === "idempotency_in_flight";
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal?.aborted) {
      abort();
    }
    signal?.addEventListener("abort", abort, { once: true });
  });
}
