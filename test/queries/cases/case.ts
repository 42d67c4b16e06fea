import type { Transaction } from "../recorder.ts";

type Run = (tx: Transaction) => Promise<unknown>;

/** A call that may read more than it returns, and why that is right. */
export interface ExcusedCase {
  readonly run: Run;
  readonly because: string;
}

/** Of one query: calls with arguments as they come, and with awkward ones, by name. */
export type CasesOf = readonly [
  query: (...args: never[]) => unknown,
  cases: Readonly<Record<string, Run | ExcusedCase>>,
];
