import type { Actor, Identify } from "@chat/domain";
import type { TokenVerifier } from "@chat/runtime";

/** Whose a socket is, and until when. */
export interface Identity {
  readonly actor: Actor;
  /** When its token ends, in seconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * Turns a token into an identity.
 *
 * @throws {TokenRefused} (rejects) when it is not valid
 */
export type Authenticate = (token: string) => Promise<Identity>;

export function createAuthentication(verify: TokenVerifier, identify: Identify): Authenticate {
  return async (token) => {
    const claims = await verify(token);
    return { actor: await identify(claims), expiresAt: claims.exp };
  };
}
