/** What a dashboard shows, without how Grafana writes it down. */
export interface Dashboard {
  /** Part of its address, and the name of its file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Whose instances can be chosen, as `$instance`. */
  readonly process?: "api" | "gateway" | "worker";
  /** Of its graphs, in rows of Grafana's grid. */
  readonly height: number;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly title: string;
  /** Side by side, as wide as each other. */
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title: string;
  /** What it says, and what is ordinary. */
  readonly description: string;
  readonly unit: Unit;
  /** PromQL by legend; `{{label}}` in a legend is the value of the label. */
  readonly queries: Readonly<Record<string, string>>;
  /** Lines over time unless it is one number, or a bar for each. */
  readonly shows?: "number" | "bars";
  /** Orange from the first on, red from the second on; where the second is less, below them. */
  readonly limits?: readonly [warn: number, bad: number];
  /** The alert that looks at the same, for a link to its runbook. */
  readonly alert?: string;
}

/** As Grafana calls them. */
export type Unit = "none" | "short" | "ops" | "reqps" | "s" | "d" | "bytes" | "percentunit";

/** A quantile of a histogram over what happened lately, by nothing or by these labels. */
export function quantile(q: number, metric: string, selector = "", by: readonly string[] = []) {
  const labels = ["le", ...by].join(", ");
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${metric}_bucket${selector}[$__rate_interval])))`;
}

/** How often a second, by nothing or by these labels. */
export function rate(metric: string, by: readonly string[] = []) {
  const grouped = by.length > 0 ? `sum by (${by.join(", ")}) ` : "sum";
  return `${grouped}(rate(${metric}[$__rate_interval]))`;
}
