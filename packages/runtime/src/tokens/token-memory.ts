import { LRUCache } from "lru-cache";
import type { Claims } from "./claims.ts";

export interface TokenMemoryLimits {
  readonly skewSeconds: number;
  readonly cacheEntriesMax: number;
  readonly cacheSecondsMax: number;
}

/** What tokens say that were verified before. */
export interface TokenMemory {
  recall(token: string): Claims | undefined;
  remember(token: string, claims: Claims): void;
}

/** Forgets a token when it expires, after `cacheSecondsMax` at the latest, and the least used beyond `cacheEntriesMax`. */
export function createTokenMemory(limits: TokenMemoryLimits): TokenMemory {
  const known = new LRUCache<string, { readonly claims: Claims; readonly untilMs: number }>({
    max: limits.cacheEntriesMax,
  });
  return {
    recall(token) {
      const entry = known.get(token);
      if (entry !== undefined && Date.now() < entry.untilMs) {
        return entry.claims;
      }
      return undefined;
    },
    remember(token, claims) {
      const expiresAtMs = (claims.exp + limits.skewSeconds) * 1_000;
      const untilMs = Math.min(expiresAtMs, Date.now() + limits.cacheSecondsMax * 1_000);
      known.set(token, { claims, untilMs });
    },
  };
}
