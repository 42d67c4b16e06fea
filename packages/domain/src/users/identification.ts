import { limits, type UserRole } from "@chat/contract";
import { LRUCache } from "lru-cache";
import type { Actor } from "../actor.ts";
import type { Database } from "../database/database.ts";
import { upsertUser } from "./users.repository.ts";

/** What a verified token says of its bearer; ids are lower-case. */
export interface IdentityClaims {
  readonly sub: string;
  readonly org_id: string;
  readonly role: UserRole;
  /** Seconds since the epoch. */
  readonly iat: number | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly picture: string | undefined;
}

/** Turns verified claims into the actor of a request, who is a user from now on. */
export type Identify = (claims: IdentityClaims) => Promise<Actor>;

/**
 * Projects users from the claims of their tokens. A token as old as the one
 * seen last costs nothing: that is the hot path.
 */
export function createIdentification(db: Database): Identify {
  const seen = new LRUCache<string, number>({ max: limits.USER_CACHE_ENTRIES_MAX });
  return async (claims) => {
    const { sub, org_id: orgId, role, iat = 0 } = claims;
    const key = `${orgId}/${sub}`;
    const newest = seen.get(key);
    if (newest === undefined || iat > newest) {
      await upsertUser(db, {
        orgId,
        id: sub,
        role,
        issuedAt: iat,
        name: claims.name ?? null,
        email: claims.email ?? null,
        picture: claims.picture ?? null,
      });
      seen.set(key, iat);
    }
    return { orgId, userId: sub, role };
  };
}
