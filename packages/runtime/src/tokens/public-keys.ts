import { createPublicKey, type JsonWebKey } from "node:crypto";

const RSA_BITS_MIN = 2_048;

export interface PublicKey {
  readonly kid: string;
  readonly algorithm: "RS256" | "ES256" | "EdDSA";
  /** SPKI. */
  readonly pem: string;
}

/**
 * The keys of a JWKS (RFC 7517) that tokens may be signed with: public ones,
 * with a `kid`, each for the one algorithm of its kind. Whatever else stands in
 * the set is left out, symmetric keys above all: whoever can read the set could
 * sign with them.
 *
 * @throws {TypeError} when it is no JWKS
 */
export function readPublicKeys(document: unknown, keysMax: number): PublicKey[] {
  const { keys } = (document ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) {
    throw new TypeError("a JWKS has an array of keys");
  }
  return keys.slice(0, keysMax).flatMap((entry) => readPublicKey(entry) ?? []);
}

function readPublicKey(entry: unknown): PublicKey | undefined {
  const { kid, use = "sig", alg, ...jwk } = (entry ?? {}) as JsonWebKey & { kid?: unknown };
  const algorithm = algorithmOf(jwk);
  if (
    typeof kid !== "string" ||
    algorithm === undefined ||
    use !== "sig" ||
    (alg ?? algorithm) !== algorithm
  ) {
    return undefined;
  }
  try {
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? RSA_BITS_MIN;
    const pem = key.export({ type: "spki", format: "pem" }).toString();
    return bits < RSA_BITS_MIN ? undefined : { kid, algorithm, pem };
  } catch {
    // One broken key harms none of its neighbours.
    return undefined;
  }
}

function algorithmOf({ kty, crv }: JsonWebKey): PublicKey["algorithm"] | undefined {
  if (kty === "RSA") {
    return "RS256";
  }
  if (kty === "EC" && crv === "P-256") {
    return "ES256";
  }
  return kty === "OKP" && crv === "Ed25519" ? "EdDSA" : undefined;
}
