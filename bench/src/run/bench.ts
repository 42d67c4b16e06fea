import type { Report } from "../report/report.ts";
import type { BenchOptions } from "./options.ts";
import type { Progress } from "./progress.ts";

/** What one run of a measurement gets. */
export interface BenchRun {
  readonly options: BenchOptions;
  /** Whatever is started is stopped with it. */
  readonly stack: AsyncDisposableStack;
  readonly progress: Progress;
}

/** A measurement by name: `pnpm bench <name>`. */
export interface Bench {
  readonly name: string;
  /** A line for `--help`. */
  readonly description: string;
  /** Of docs, where `--write` puts the tables; performance.md where nothing is said. */
  readonly page?: string;
  run(run: BenchRun): Promise<Report>;
}
