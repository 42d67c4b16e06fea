/**
 * Why the gateway closes a socket, and what a client does next. 1012 and 44xx
 * with `reconnect: true` mean: come back, with back-off, and resume.
 */
export const CLOSE_CODES = {
  goingAway: { code: 1012, reason: "service restart", reconnect: true },
  frameTooLarge: { code: 1009, reason: "frame too large", reconnect: false },
  badFrames: { code: 4400, reason: "invalid frames", reconnect: false },
  tokenExpired: { code: 4401, reason: "token expired", reconnect: false },
  tooSlow: { code: 4408, reason: "reader too slow", reconnect: true },
  tooManyFrames: { code: 4429, reason: "too many frames", reconnect: true },
} as const;

export type CloseReason = keyof typeof CLOSE_CODES;
