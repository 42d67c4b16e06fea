/** Something that the contract rules out, and happened. */
export interface Violation {
  /** The promise, as the table names it. */
  readonly promise: PromiseName;
  readonly detail: string;
}

/** Each has a file of its own in this folder. */
export const PROMISES = {
  numbered: "a seq skipped, or used twice",
  order: "events doubled, out of order or left out",
  resume: "resumes that were not exact",
  delivered: "201s lost",
  inTime: "201s delivered late",
  access: "events after the end of access",
  once: "requests done twice, or never answered",
  fold: "folds that differ from a fresh fetch",
  frames: "frames or closings out of the contract",
} as const;

export type PromiseName = keyof typeof PROMISES;
