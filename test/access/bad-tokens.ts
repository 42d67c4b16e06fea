import { createHmac, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { limits } from "@chat/contract";
import { TEST_JWT_SECRET } from "../support/tokens.ts";

const HS256 = { alg: "HS256", typ: "JWT" };

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

type Claims = Readonly<Record<string, unknown>>;
type Sign = (text: string) => string;

const hmac =
  (key: string): Sign =>
  (text) =>
    createHmac("sha256", key).update(text).digest("base64url");
const rsa: Sign = (text) => createSign("RSA-SHA256").update(text).sign(privateKey, "base64url");

/** Made by hand: no library of tokens would make most of these. */
function token(header: object, claims: Claims, sign: Sign): string {
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign(text)}`;
}

const now = () => Math.floor(Date.now() / 1_000);
const claims = (): Claims => ({ sub: randomUUID(), org_id: randomUUID(), exp: now() + 3_600 });
const without = (name: string): Claims => ({ ...claims(), [name]: undefined });
const signed = (payload: Claims): string => token(HS256, payload, hmac(TEST_JWT_SECRET));

/** What the tokens below are changed from. It is accepted. */
export const goodToken = (): string => signed(claims());

/** Past its end, but within the skew that clocks may have. It is accepted. */
export const tokenWithinSkew = (): string => signed({ ...claims(), exp: now() - 5 });

/** Tokens that nobody may call with, by what is wrong with them. */
export function badTokens(): Record<string, string> {
  const good = goodToken();
  const [header, , signature] = good.split(".");
  const unsigned = (alg: string) => token({ alg, typ: "JWT" }, claims(), () => "");
  const promoted = Buffer.from(JSON.stringify({ ...claims(), role: "admin" }));
  return {
    "no JWT": "nonsense",
    "three parts of nonsense": "a.b.c",
    "without its signature": good.slice(0, good.lastIndexOf(".")),
    "with an empty signature": good.slice(0, good.lastIndexOf(".") + 1),
    "with a fourth part": `${good}.${signature}`,
    expired: signed({ ...claims(), exp: now() - limits.TOKEN_CLOCK_SKEW_SECONDS - 1 }),
    "signed with another secret": token(
      HS256,
      claims(),
      hmac("another secret of 32 bytes or more"),
    ),
    "with another payload": `${header}.${promoted.toString("base64url")}.${signature}`,
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg none with a signature": token({ alg: "none" }, claims(), hmac(TEST_JWT_SECRET)),
    "HS256 with a public key as secret": token(HS256, claims(), hmac(publicKey)),
    RS256: token({ alg: "RS256", typ: "JWT", kid: "1" }, claims(), rsa),
    "HS256 of a secret, called RS256": token({ alg: "RS256" }, claims(), hmac(TEST_JWT_SECRET)),
    "without sub": signed(without("sub")),
    "without org_id": signed(without("org_id")),
    "without exp": signed(without("exp")),
    "sub that is no UUID": signed({ ...claims(), sub: "ada" }),
    "org_id that is no UUID": signed({ ...claims(), org_id: "acme" }),
    "exp that is no number": signed({ ...claims(), exp: "tomorrow" }),
    "a role that there is not": signed({ ...claims(), role: "owner" }),
    "longer than any": signed({ ...claims(), name: "x".repeat(limits.TOKEN_LENGTH_MAX) }),
  };
}

/** Authorization headers without a bearer token in them. */
export const badHeaders: Readonly<Record<string, string>> = {
  none: "",
  "no scheme": goodToken(),
  "another scheme": `Basic ${Buffer.from("ada:secret").toString("base64")}`,
  "a scheme without a token": "Bearer",
  "two tokens": `Bearer ${goodToken()} ${goodToken()}`,
};
