import type { Verdict } from "@chat/domain";

/** What has been said of who may post, by the number under which it is kept. */
const verdicts: Verdict[] = ["allowed"];
/** More than there are codes of errors. */
const VERDICTS_MAX = 256;

export const NO_VERDICT = -1;

/** A verdict and the epoch of the feed as of which it stands, in one small number. */
export function encodeVerdict(verdict: Verdict, epoch: number): number {
  const known = verdicts.indexOf(verdict);
  const index = known >= 0 ? known : verdicts.push(verdict) - 1;
  return epoch * VERDICTS_MAX + index;
}

/** The verdict, unless it is of another epoch. */
export function decodeVerdict(encoded: number, epoch: number): Verdict | undefined {
  return encoded !== NO_VERDICT && Math.floor(encoded / VERDICTS_MAX) === epoch
    ? verdicts[encoded % VERDICTS_MAX]
    : undefined;
}
