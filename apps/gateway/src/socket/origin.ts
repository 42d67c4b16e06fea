/**
 * Whether a page of this origin may open a socket. Nothing that a browser adds by
 * itself opens one, so that a strange page has no right to steal; where the
 * operator has named the origins, it is refused all the same. Who sends none is
 * no browser.
 *
 * @param host of the request: pages of the service's own host are always at home
 */
export function mayOpenSocket(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (allowed.length === 0 || origin === undefined || allowed.includes(origin)) {
    return true;
  }
  return URL.canParse(origin) && new URL(origin).host === host;
}
