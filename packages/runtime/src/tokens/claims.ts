import { TokenRefused } from "./refusal.ts";

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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ROLES = ["admin", "member", "guest"] as const;

/** @throws {TokenRefused} when a claim that decides something is not what it should be */
export function readClaims(payload: unknown): Claims {
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
