/** What is about to be done to a file, in this order; not every file needs each. */
export type Step =
  | "scan"
  | "copy"
  | "settle"
  | "remove source"
  | "make thumbnail"
  | "store thumbnail"
  | "add thumbnail"
  | "close";

/** Told before each step; what it throws ends the try. */
export type OnStep = (step: Step) => void;
