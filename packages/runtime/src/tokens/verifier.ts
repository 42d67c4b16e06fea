import type { Config } from "../config/config.ts";
import type { Logger } from "../logger.ts";
import { type Claims, readClaims } from "./claims.ts";
import { KeySet, type KeySetLimits } from "./key-set.ts";
import { TokenRefused } from "./refusal.ts";
import { createSignatureVerifier, type SignatureLimits } from "./signature.ts";
import { createTokenMemory } from "./token-memory.ts";

export interface VerifierLimits extends SignatureLimits {
  readonly tokenLengthMax: number;
  readonly jwks: KeySetLimits;
}

/**
 * Verifies a token.
 *
 * @throws {TokenRefused} (rejects) when it is not valid
 * @throws {TokenKeysUnavailable} (rejects) when that cannot be told now
 */
export type TokenVerifier = (token: string) => Promise<Claims>;

interface Header {
  readonly alg?: unknown;
  readonly kid?: unknown;
}

const JWKS_PATH = "/.well-known/jwks.json";

/**
 * Verifies HS256 tokens with `JWT_SECRET`, and RS256, ES256 and EdDSA tokens
 * with the key of their `kid` in the JWKS of `AUTH_SERVICE_URL`; each only
 * where it is configured.
 */
export function createTokenVerifier(
  config: Pick<Config, "jwtSecret" | "authServiceUrl" | "jwtIssuer" | "jwtAudience">,
  limits: VerifierLimits,
  logger: Logger,
): TokenVerifier {
  const { jwtSecret, authServiceUrl } = config;
  const secret =
    jwtSecret === undefined
      ? undefined
      : createSignatureVerifier(jwtSecret, "HS256", config, { ...limits, cacheEntriesMax: 0 });
  // The secret never changes, so a token that it has signed needs no look at its key again.
  const signedBySecret = createTokenMemory(limits);
  const keys =
    authServiceUrl === undefined
      ? undefined
      : new KeySet(authServiceUrl.replace(/\/+$/, "") + JWKS_PATH, limits.jwks, logger, (key) =>
          createSignatureVerifier(key.pem, key.algorithm, config, limits),
        );
  return async (token) => {
    const known = signedBySecret.recall(token);
    if (known !== undefined) {
      return known;
    }
    if (token.length > limits.tokenLengthMax) {
      throw new TokenRefused("the token is too long");
    }
    const { alg, kid } = readHeader(token);
    const key = alg !== "HS256" && typeof kid === "string" ? await keys?.find(kid) : undefined;
    const verify = alg === "HS256" ? secret : key;
    if (verify === undefined) {
      throw new TokenRefused("the token is signed with an algorithm or key that is not accepted");
    }
    const claims = readClaims(verify(token));
    if (verify === secret) {
      signedBySecret.remember(token, claims);
    }
    return claims;
  };
}

/** Only chooses the verifier, which itself accepts one algorithm. */
function readHeader(token: string): Header {
  try {
    const text = Buffer.from(token.slice(0, token.indexOf(".")), "base64url").toString("utf8");
    return (JSON.parse(text) ?? {}) as Header;
  } catch {
    throw new TokenRefused("the token is not valid");
  }
}
