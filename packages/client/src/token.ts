/** The bearer token itself, or a function that is asked for one at every request and connection. */
export type TokenSource = string | (() => string | Promise<string>);

export function currentToken(source: TokenSource): string | Promise<string> {
  return typeof source === "string" ? source : source();
}
