import { cpus, release, totalmem } from "node:os";

/** A table as it is shown, written and kept: the first column names its row. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Bars of one or several series over the same groups. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly groups: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** What a measurement came to. */
export interface Report {
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
  /** What a reader has to know, such as that the load generator was the bound. */
  readonly remarks: readonly string[];
  /** Every figure of every round, for whoever wants to look closer. */
  readonly figures: unknown;
}

/** A report with what one needs to judge it. */
export interface Results extends Report {
  readonly command: string;
  readonly date: string;
  readonly machine: {
    readonly cpus: number;
    readonly model: string;
    readonly memoryGiB: number;
    readonly kernel: string;
    readonly node: string;
  };
}

const GIB = 2 ** 30;

export function resultsOf(report: Report, command: string): Results {
  const processors = cpus();
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpus: processors.length,
      model: processors[0]?.model ?? "unknown",
      memoryGiB: Math.round(totalmem() / GIB),
      kernel: release(),
      node: process.version,
    },
    ...report,
  };
}
