/** Why a token was refused, in words that are safe to tell its bearer. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
}

/** The keys cannot be had now, so nothing can be said of the token: not the bearer's fault. */
export class TokenKeysUnavailable extends Error {
  override readonly name = "TokenKeysUnavailable";
}
