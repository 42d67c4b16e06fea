import { limits } from "@chat/contract";
import type { RedisClient } from "@chat/runtime";
import { RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from "rate-limiter-flexible";
import { RATE_POLICIES, type Rate, type RatePolicy } from "./rates.ts";

/** How a request stands against one policy. */
export interface RateState {
  readonly policy: RatePolicy;
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until the window ends and the quota is whole again. */
  readonly resetMs: number;
}

/**
 * Counts a request against its rates: one round trip, in Redis, where all API
 * processes count. Undefined: Redis cannot be asked, and nothing is limited.
 * Never rejects.
 */
export type CountRates = (rates: readonly Rate[]) => Promise<readonly RateState[] | undefined>;

/** @param onAway told once an outage, by the request that meets it first */
export function createRateCounter(
  redis: RedisClient,
  prefix: string,
  onAway: (error: unknown) => void,
): CountRates {
  const limiters = new Map(
    RATE_POLICIES.map((policy) => [policy, createLimiter(redis, prefix, policy)]),
  );
  let isAway = false;
  let askAgainAt = 0;

  async function count({ policy, key }: Rate): Promise<RateState> {
    const counted = await limiters.get(policy)?.consume(key).catch(refusal);
    return {
      policy,
      allowed: (counted?.consumedPoints ?? 0) <= policy.quota,
      remaining: counted?.remainingPoints ?? policy.quota,
      resetMs: counted?.msBeforeNext ?? 0,
    };
  }

  return async (rates) => {
    // A Redis that hangs must not delay every request.
    if (performance.now() < askAgainAt) {
      return undefined;
    }
    try {
      const states = await Promise.all(rates.map(count));
      isAway = false;
      return states;
    } catch (error) {
      askAgainAt = performance.now() + limits.RATE_RETRY_MS;
      if (!isAway) {
        isAway = true;
        onAway(error);
      }
      return undefined;
    }
  };
}

function createLimiter(redis: RedisClient, prefix: string, policy: RatePolicy): RLWrapperTimeouts {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${prefix}:rate:${policy.name}`,
    points: policy.quota,
    duration: limits.RATE_WINDOW_SECONDS,
    rejectIfRedisNotReady: true,
  });
  return new RLWrapperTimeouts({ limiter, timeoutMs: limits.RATE_WAIT_MS });
}

/** The library rejects with the count when it is above the quota, otherwise with what failed. */
function refusal(reason: unknown): RateLimiterRes {
  if (reason instanceof RateLimiterRes) {
    return reason;
  }
  throw reason;
}
