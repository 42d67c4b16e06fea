import type { Readable } from "node:stream";

export interface Secret {
  /** What is said of it, in place of itself. */
  readonly kind: string;
  readonly pattern: RegExp;
  /** Tests may say it in their titles, which stand in their standard output. */
  readonly mayBeTitle?: boolean;
}

export interface SecretScan {
  /** Looks through what passes there, chunk by chunk. */
  watch(place: string, stream: Readable, holdsTitles?: boolean): void;
  /** What was found, and where: of each kind once in a place. */
  found(): string[];
  /** The text without what may not be repeated. */
  redact(text: string): string;
}

/** Kept of what has passed, so that a secret is found across the border of two chunks. */
const KEPT_LENGTH = 1_024;

/** Holds of each stream its end alone, however much it brings. */
export function createSecretScan(secrets: readonly Secret[]): SecretScan {
  const found = new Set<string>();
  return {
    watch(place, stream, holdsTitles = false) {
      const sought = secrets.filter(({ mayBeTitle }) => !(holdsTitles && mayBeTitle));
      let end = "";
      stream.on("data", (chunk: Buffer) => {
        // All that is looked for is ASCII, which half a character of UTF-8 leaves as it is.
        const text = end + chunk.toString("latin1");
        for (const { kind, pattern } of sought) {
          if (pattern.test(text)) {
            found.add(`${kind} stands in ${place}`);
          }
        }
        end = text.slice(-KEPT_LENGTH);
      });
    },
    found: () => [...found],
    redact: (text) =>
      secrets.reduce(
        (left, { kind, pattern }) =>
          left.replaceAll(
            new RegExp(`${pattern.source}[\\w.-]*`, `${pattern.flags}g`),
            `[${kind}]`,
          ),
        text,
      ),
  };
}
