import type { SearchHitList, SearchSort } from "@chat/contract";
import { createSigner } from "fast-jwt";

export type Search = (q: string, sort: SearchSort) => Promise<{ found: SearchHitList; ms: number }>;

/** Asks the API over one connection, as one user, one search after the other. */
export function createSearcher(url: string, secret: string, orgId: string, userId: string): Search {
  const token = createSigner({ key: secret, expiresIn: 3_600_000 })({ sub: userId, org_id: orgId });
  return async (q, sort) => {
    const query = new URLSearchParams({ q, sort });
    const began = performance.now();
    const answer = await fetch(`${url}/api/v1/search?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await answer.json();
    if (answer.status !== 200) {
      throw new Error(`${q} was answered ${answer.status}: ${JSON.stringify(body)}`);
    }
    return { found: body as SearchHitList, ms: performance.now() - began };
  };
}

/** The value below which the fraction lies. */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}
