type Status = "pending" | "clean" | "infected" | "failed" | "unscanned";

/** From which states a file comes into each: what was called clean or infected stays so. */
const EARLIER: Readonly<Record<Status, readonly string[]>> = {
  pending: [],
  clean: ["pending", "failed"],
  infected: ["pending", "failed"],
  failed: ["pending", "failed"],
  unscanned: ["pending", "failed"],
};

/** Whether a file may become so, from what it is. */
export function canSettle(from: string, to: Status): boolean {
  return EARLIER[to].includes(from);
}
