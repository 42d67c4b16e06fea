/**
 * When a JWT ends, in ms since the epoch, as it says itself: nothing is
 * verified. Undefined for a token that does not say.
 */
export function tokenEnd(token: string): number | undefined {
  try {
    const payload = token.split(".")[1] ?? "";
    const { exp } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof exp === "number" ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
