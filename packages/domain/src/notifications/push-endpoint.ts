import { createPublicKey } from "node:crypto";
import { isIP } from "node:net";
import { limits } from "@chat/contract";
import { invalid } from "../errors.ts";
import type { PushSetup } from "./preferences.service.ts";

const BASE64URL = /^[\w-]+={0,2}$/;
const POINT_BYTES = 65;
const COORDINATE_BYTES = 32;
const UNCOMPRESSED = 4;
const SECRET_BYTES = 16;

/**
 * The URL as it is kept. Where it leads is checked when something is sent to
 * it, since a name can lead elsewhere by then; an address is no push service.
 *
 * @throws {ChatError} `invalid_request`
 */
export function readEndpoint(text: string, { allowsPrivateEndpoints }: PushSetup): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" && isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0;
  const isAllowed = isSafe || (allowsPrivateEndpoints && /^https?:$/.test(url?.protocol ?? ""));
  if (!url || !isAllowed || url.username !== "" || url.password !== "") {
    throw invalid("body.endpoint", "must be the https URL of a push service");
  }
  if (url.href.length > limits.PUSH_ENDPOINT_LENGTH_MAX) {
    throw invalid(
      "body.endpoint",
      `must have at most ${limits.PUSH_ENDPOINT_LENGTH_MAX} characters`,
    );
  }
  return url.href;
}

/** @throws {ChatError} `invalid_request` for anything that nobody could encrypt for */
export function checkKeys({ p256dh, auth }: { p256dh: string; auth: string }): void {
  if (!(BASE64URL.test(p256dh) && isPoint(Buffer.from(p256dh, "base64url")))) {
    throw invalid("body.keys.p256dh", "must be a P-256 public key in base64url");
  }
  if (!(BASE64URL.test(auth) && Buffer.from(auth, "base64url").length === SECRET_BYTES)) {
    throw invalid("body.keys.auth", `must be ${SECRET_BYTES} bytes in base64url`);
  }
}

function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== POINT_BYTES || bytes[0] !== UNCOMPRESSED) {
    return false;
  }
  const x = bytes.subarray(1, 1 + COORDINATE_BYTES).toString("base64url");
  const y = bytes.subarray(1 + COORDINATE_BYTES).toString("base64url");
  try {
    createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}
