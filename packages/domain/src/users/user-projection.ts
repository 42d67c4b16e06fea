import { limits } from "@chat/contract";
import { LRUCache } from "lru-cache";
import type { Database } from "../database/database.ts";
import { type UserClaims, upsertUser } from "./users.repository.ts";

export type ProjectUser = (claims: UserClaims) => Promise<void>;

/**
 * Projects users from the claims of their tokens. A token as old as the one
 * seen last costs nothing: that is the hot path.
 */
export function createUserProjection(db: Database): ProjectUser {
  const seen = new LRUCache<string, number>({ max: limits.USER_CACHE_ENTRIES_MAX });
  return async (claims) => {
    const key = `${claims.orgId}/${claims.id}`;
    const newest = seen.get(key);
    if (newest !== undefined && claims.issuedAt <= newest) {
      return;
    }
    await upsertUser(db, claims);
    seen.set(key, claims.issuedAt);
  };
}
