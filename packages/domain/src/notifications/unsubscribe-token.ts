import { createHmac, timingSafeEqual } from "node:crypto";

interface Recipient {
  readonly orgId: string;
  readonly userId: string;
}

const UUID_BYTES = 16;
const MAC_BYTES = 32;
const HEX_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** What the link of a mail carries, so that whoever got it can end such mails, without a login, for ever. */
export function createUnsubscribeToken(secret: string, { orgId, userId }: Recipient): string {
  const ids = Buffer.from(`${orgId}${userId}`.replaceAll("-", ""), "hex");
  return Buffer.concat([ids, sign(secret, ids)]).toString("base64url");
}

/** Undefined: it was not made with this secret. */
export function readUnsubscribeToken(secret: string, token: string): Recipient | undefined {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== 2 * UUID_BYTES + MAC_BYTES) {
    return undefined;
  }
  const ids = bytes.subarray(0, 2 * UUID_BYTES);
  if (!timingSafeEqual(bytes.subarray(2 * UUID_BYTES), sign(secret, ids))) {
    return undefined;
  }
  return { orgId: toUuid(ids.subarray(0, UUID_BYTES)), userId: toUuid(ids.subarray(UUID_BYTES)) };
}

function sign(secret: string, ids: Buffer): Buffer {
  return createHmac("sha256", secret).update("unsubscribe").update(ids).digest();
}

function toUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(HEX_PARTS, "$1-$2-$3-$4-$5");
}
