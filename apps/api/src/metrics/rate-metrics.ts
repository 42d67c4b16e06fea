import { Counter, type Registry } from "prom-client";
import { RATE_POLICIES } from "../rate-limits/rates.ts";

export interface RateMetrics {
  countRefused(policies: readonly string[]): void;
  /** A request that was let through uncounted. */
  countUnlimited(): void;
}

export function createRateMetrics(registry: Registry): RateMetrics {
  const refused = new Counter({
    name: "chat_rate_limited_total",
    help: "Requests answered 429, by the policy that was used up",
    labelNames: ["policy"],
    registers: [registry],
  });
  for (const { name: policy } of RATE_POLICIES) {
    refused.inc({ policy }, 0);
  }
  const unlimited = new Counter({
    name: "chat_rate_limits_open_total",
    help: "Requests let through uncounted, because Redis could not be asked",
    registers: [registry],
  });
  return {
    countRefused(policies) {
      for (const policy of policies) {
        refused.inc({ policy });
      }
    },
    countUnlimited: () => unlimited.inc(),
  };
}
