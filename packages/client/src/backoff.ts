/**
 * How long to wait before try number `tries` (1 is the first repetition), in
 * ms. It doubles, and is drawn from the upper half so that the clients of one
 * outage do not come back together, nor at once.
 */
export function backoffMs(tries: number, minMs: number, maxMs: number): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(tries - 1, 30));
  return ceiling * (0.5 + Math.random() / 2);
}
