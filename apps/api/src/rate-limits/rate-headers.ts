import { limits } from "@chat/contract";
import type { RateState } from "./rate-counter.ts";

const MILLISECONDS = 1_000;

const secondsOf = (state: RateState) => Math.ceil(state.resetMs / MILLISECONDS);

/** The state that a client meets first: refused, or with the least left of its quota. */
function tightest(states: readonly RateState[]): RateState | undefined {
  const [first] = states.toSorted((a, b) => a.remaining - b.remaining || b.resetMs - a.resetMs);
  return first;
}

/**
 * The RateLimit fields of draft-ietf-httpapi-ratelimit-headers, in their
 * present form, which lists every policy, and in the earlier one with a field
 * a number, which many clients read and which knows one policy: the tightest.
 */
export function rateHeaders(states: readonly RateState[]): Record<string, string> {
  const first = tightest(states);
  if (!first) {
    return {};
  }
  const window = limits.RATE_WINDOW_SECONDS;
  return {
    "ratelimit-policy": states
      .map(({ policy }) => `"${policy.name}";q=${policy.quota};w=${window}`)
      .join(", "),
    ratelimit: states
      .map((state) => `"${state.policy.name}";r=${state.remaining};t=${secondsOf(state)}`)
      .join(", "),
    "ratelimit-limit": String(first.policy.quota),
    "ratelimit-remaining": String(first.remaining),
    "ratelimit-reset": String(secondsOf(first)),
  };
}

/** How long a refused client waits, in whole seconds, never none. */
export function retryAfterSeconds(states: readonly RateState[]): number {
  const waits = states.filter(({ allowed }) => !allowed).map(secondsOf);
  return Math.max(1, ...waits);
}
