import { type Algorithm, createVerifier, TokenError } from "fast-jwt";
import type { Config } from "../config/config.ts";
import { TokenRefused } from "./refusal.ts";

export interface SignatureLimits {
  readonly skewSeconds: number;
  readonly cacheEntriesMax: number;
  readonly cacheSecondsMax: number;
}

/** Checks signature, times, issuer and audience of a token with one key; returns its payload. */
export type VerifySignature = (token: string) => unknown;

/**
 * A verifier for one key and the one algorithm that it may be used with, so
 * that a token's header never chooses. What was verified is remembered until
 * it expires, for `cacheSecondsMax` at most, and no longer than the verifier;
 * nothing where `cacheEntriesMax` is 0.
 */
export function createSignatureVerifier(
  key: string,
  algorithm: Algorithm,
  { jwtIssuer, jwtAudience }: Pick<Config, "jwtIssuer" | "jwtAudience">,
  limits: SignatureLimits,
): VerifySignature {
  // A claim that is checked must be there: the library passes over an absent one.
  const requiredClaims = ["sub", "org_id", "exp"];
  if (jwtIssuer !== undefined) {
    requiredClaims.push("iss");
  }
  if (jwtAudience !== undefined) {
    requiredClaims.push("aud");
  }
  const verify = createVerifier({
    key,
    algorithms: [algorithm],
    clockTolerance: limits.skewSeconds * 1_000,
    cache: limits.cacheEntriesMax,
    // The library adds the tolerance to it.
    cacheTTL: (limits.cacheSecondsMax - limits.skewSeconds) * 1_000,
    requiredClaims,
    ...(jwtIssuer === undefined ? {} : { allowedIss: jwtIssuer }),
    ...(jwtAudience === undefined ? {} : { allowedAud: jwtAudience }),
  });
  return (token) => {
    try {
      return verify(token);
    } catch (error) {
      const expired = error instanceof TokenError && error.code === TokenError.codes.expired;
      throw new TokenRefused(expired ? "the token has expired" : "the token is not valid", {
        cause: error,
      });
    }
  };
}
