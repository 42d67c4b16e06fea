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
    const { sub, org_id: orgId, role } = claims;
    const iat = wholeSeconds(claims.iat);
    const key = `${orgId}/${sub}`;
    const newest = seen.get(key);
    if (newest === undefined || iat > newest) {
      await upsertUser(db, {
        orgId,
        id: sub,
        role,
        issuedAt: iat,
        name: storable(claims.name, limits.USER_NAME_LENGTH_MAX),
        email: storable(claims.email, limits.USER_EMAIL_LENGTH_MAX),
        picture: storable(claims.picture, limits.USER_PICTURE_LENGTH_MAX),
      });
      seen.set(key, iat);
    }
    return { orgId, userId: sub, role };
  };
}

/** A token may name any text; it is kept as far as it can be. */
function storable(text: string | undefined, lengthMax: number): string | null {
  if (text === undefined) {
    return null;
  }
  const wellFormed = text.toWellFormed().replaceAll("\u0000", "").normalize("NFC");
  return Array.from(wellFormed).slice(0, lengthMax).join("");
}

/** NumericDate may have a fraction, and a forger of one's own tokens may write anything. */
function wholeSeconds(iat = 0): number {
  return Math.min(Math.max(Math.floor(iat), 0), limits.TOKEN_ISSUED_AT_MAX) || 0;
}
