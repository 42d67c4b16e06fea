/**
 * What every answer says unless its route says something else. Answers are for
 * whoever asked, so no cache keeps them; they are data, so no browser guesses at
 * their type, frames them or runs what stands in them. HSTS is for whoever ends
 * the TLS, since nobody else knows that there is any.
 */
export const SECURITY_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;
