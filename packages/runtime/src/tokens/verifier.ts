import { createVerifier, TokenError } from "fast-jwt";
import type { Config } from "../config/config.ts";

/** What a verified token says. UUIDs are lower-case; absent claims are undefined. */
export interface Claims {
  readonly sub: string;
  readonly org_id: string;
  /** Seconds since the epoch. */
  readonly exp: number;
  readonly iat: number | undefined;
  readonly role: "admin" | "member" | "guest";
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly picture: string | undefined;
}

export interface VerifierLimits {
  readonly tokenLengthMax: number;
  readonly skewSeconds: number;
  readonly cacheEntriesMax: number;
  readonly cacheSecondsMax: number;
}

/** Why a token was refused, in words that are safe to tell its bearer. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
}

export type TokenVerifier = (token: string) => Claims;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ROLES = ["admin", "member", "guest"] as const;

/**
 * Verifies HS256 tokens. A token that was verified is remembered until it
 * expires, for `cacheSecondsMax` at most.
 */
export function createTokenVerifier(
  config: Pick<Config, "jwtSecret" | "jwtIssuer" | "jwtAudience">,
  limits: VerifierLimits,
): TokenVerifier {
  const verify = createVerifier({
    key: config.jwtSecret,
    algorithms: ["HS256"],
    clockTolerance: limits.skewSeconds * 1_000,
    cache: limits.cacheEntriesMax,
    cacheTTL: limits.cacheSecondsMax * 1_000,
    requiredClaims: ["sub", "org_id", "exp"],
    ...(config.jwtIssuer === undefined ? {} : { allowedIss: config.jwtIssuer }),
    ...(config.jwtAudience === undefined ? {} : { allowedAud: config.jwtAudience }),
  });
  return (token) => {
    if (token.length > limits.tokenLengthMax) {
      throw new TokenRefused("the token is too long");
    }
    return readClaims(verifyOrRefuse(verify, token));
  };
}

function verifyOrRefuse(verify: (token: string) => unknown, token: string): unknown {
  try {
    return verify(token);
  } catch (error) {
    const expired = error instanceof TokenError && error.code === TokenError.codes.expired;
    throw new TokenRefused(expired ? "the token has expired" : "the token is not valid", {
      cause: error,
    });
  }
}

function readClaims(payload: unknown): Claims {
  const claims = payload as Record<string, unknown>;
  const role = claims["role"] ?? "member";
  if (!ROLES.includes(role as Claims["role"])) {
    throw new TokenRefused("the token's role is none of admin, member, guest");
  }
  return {
    sub: uuidClaim(claims, "sub"),
    org_id: uuidClaim(claims, "org_id"),
    exp: Number(claims["exp"]),
    iat: typeof claims["iat"] === "number" ? claims["iat"] : undefined,
    role: role as Claims["role"],
    name: textClaim(claims, "name"),
    email: textClaim(claims, "email"),
    picture: textClaim(claims, "picture"),
  };
}

function uuidClaim(claims: Record<string, unknown>, name: string): string {
  const value = claims[name];
  if (typeof value !== "string" || !UUID.test(value)) {
    throw new TokenRefused(`the token's ${name} is not a UUID`);
  }
  return value.toLowerCase();
}

function textClaim(claims: Record<string, unknown>, name: string): string | undefined {
  const value = claims[name];
  return typeof value === "string" ? value : undefined;
}
