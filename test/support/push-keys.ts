import { createECDH, type ECDH, randomBytes } from "node:crypto";

/** The pair with which services of tests sign what they push. */
export const TEST_VAPID = {
  VAPID_PUBLIC_KEY:
    "BGPO0P8gPP8lX5qwLpWCeCfK0OhfEQMkMCKoGGVR6H2XTQ_tvbLbXJmDzzM36PZaWegxha8nrZp6CW8-dAX4hjA",
  VAPID_PRIVATE_KEY: "MhzY5ZYSDprU03ToEDIYSJ8nHnotFRNXu1_O-YKEmXs",
  VAPID_SUBJECT: "mailto:operator@example.com",
} as const;

/** The keys that a browser makes for a subscription. */
export interface BrowserKeys {
  /** What it hands out. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** What it keeps. */
  readonly ecdh: ECDH;
}

export function createBrowserKeys(): BrowserKeys {
  const ecdh = createECDH("prime256v1");
  const p256dh = ecdh.generateKeys("base64url");
  return { keys: { p256dh, auth: randomBytes(16).toString("base64url") }, ecdh };
}
