import { randomUUID } from "node:crypto";
import { createSigner } from "fast-jwt";

export const TEST_JWT_SECRET = "a secret for tests, longer than 32 bytes";

const HOUR_SECONDS = 3_600;

export interface TestClaims {
  readonly sub?: string;
  readonly org_id?: string;
  readonly role?: "admin" | "member" | "guest";
  readonly name?: string;
  readonly email?: string;
  readonly picture?: string;
  readonly iss?: string;
  readonly aud?: string | readonly string[];
  /** Seconds since the epoch; in an hour if absent. */
  readonly exp?: number;
  readonly iat?: number;
}

/** A token that the services of `createTestEnvironment` accept: a new user of a new organisation, unless said otherwise. */
export function signToken(claims: TestClaims = {}, secret: string = TEST_JWT_SECRET): string {
  const sign = createSigner({ key: secret, algorithm: "HS256" });
  const now = Math.floor(Date.now() / 1_000);
  return sign({
    sub: randomUUID(),
    org_id: randomUUID(),
    iat: now,
    exp: now + HOUR_SECONDS,
    ...claims,
  });
}
