import { ChatProblem, type Retry } from "@chat/client";
import { limits } from "@chat/contract";
import { NOTES_SHOWN_MAX, POST_FAILURES_MAX } from "./limits.ts";

export interface Tally {
  readonly counts: {
    /** New in this run. */
    readonly sent: number;
    /** There from an earlier run. */
    readonly known: number;
    readonly skipped: number;
    readonly failed: number;
    /** Requests sent again because the outcome was unclear or the service was busy. */
    readonly retried: number;
    /** Requests sent again because the service asked to slow down. */
    readonly heldBack: number;
  };
  posted(isNew: boolean): void;
  failed(line: number, reason: string): void;
  skipped(line: number, reason: string): void;
  retried(retry: Retry): void;
}

/**
 * @param note shows a line; only the first few of a kind come
 * @param giveUp called once too many messages could not be posted
 */
export function createTally(note: (text: string) => void, giveUp: () => void): Tally {
  const counts = { sent: 0, known: 0, skipped: 0, failed: 0, retried: 0, heldBack: 0 };
  const tell = (count: number, text: string) => {
    if (count <= NOTES_SHOWN_MAX) {
      note(count < NOTES_SHOWN_MAX ? text : `${text} (further ones are only counted)`);
    }
  };
  return {
    counts,
    posted(isNew) {
      counts[isNew ? "sent" : "known"]++;
    },
    skipped(line, reason) {
      tell(++counts.skipped, `line ${line} is skipped: ${reason}`);
    },
    failed(line, reason) {
      tell(++counts.failed, `line ${line} could not be posted: ${reason}`);
      if (counts.failed === POST_FAILURES_MAX) {
        note(`${POST_FAILURES_MAX} messages could not be posted: giving up`);
        giveUp();
      }
    },
    retried({ error }) {
      const slowDown = error instanceof ChatProblem && error.status === 429;
      counts[slowDown ? "heldBack" : "retried"]++;
    },
  };
}

/** Why the service would refuse this content, if it would. */
export function unfit(content: string): string | undefined {
  if (content === "") {
    return "it is empty";
  }
  if (content.includes("\0")) {
    return "it contains NUL";
  }
  if (!content.isWellFormed()) {
    return "it contains half a surrogate pair";
  }
  // Code points are never more than UTF-16 units, so most need no counting.
  const max = limits.MESSAGE_TEXT_LENGTH_MAX;
  return content.length > max && Array.from(content).length > max
    ? `it is longer than ${max} characters`
    : undefined;
}
