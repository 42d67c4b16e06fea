/**
 * What clamd says of a stream. `limited`: it was larger, deeper or slower than
 * clamd looks, so that nobody knows.
 */
export type Verdict =
  | { readonly kind: "clean" }
  | { readonly kind: "infected"; readonly signature: string }
  | { readonly kind: "limited"; readonly limit: string };

/** What clamd calls a file that exceeds one of its limits, where `AlertExceedsMax` is on. */
const EXCEEDED = /^Heuristics\.Limits\.Exceeded/;

/**
 * Reads an answer of clamd.
 *
 * @throws where it is an error of clamd's, or no answer that is known
 */
export function readVerdict(answer: string): Verdict {
  if (answer === "stream: OK") {
    return { kind: "clean" };
  }
  const signature = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (signature !== undefined) {
    return EXCEEDED.test(signature)
      ? { kind: "limited", limit: signature }
      : { kind: "infected", signature };
  }
  if (/^INSTREAM size limit exceeded/.test(answer)) {
    return { kind: "limited", limit: "StreamMaxLength" };
  }
  throw new Error(`clamd could not scan: ${answer}`);
}
