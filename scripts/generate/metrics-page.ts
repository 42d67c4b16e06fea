import type { Artefact } from "./artefact.ts";
import { type ExportedMetric, exportedMetrics } from "./exported-metrics.ts";
import { tablePage } from "./markdown.ts";

const WORDS = `What each process exports on \`CHAT_METRICS_PORT\`, for Prometheus. Every sample also has the label \`process\`: \`api\`, \`gateway\`,
\`worker\`, or \`standalone\` where one process is all three. [deploy/prometheus](../deploy/prometheus) scrapes and judges them,
[deploy/grafana](../deploy/grafana) shows them, [runbooks](runbooks) say what to do.

No label grows with use: operations, statuses, codes, reasons and kinds are closed sets, unknown paths are one operation, and none names
a user, an organisation or a URL. \`chat_messages_by_channel\` alone names channels, the 20 busiest of each process; Prometheus keeps a
series for each that was ever among them. Counters that only failures raise are there from the start, at 0. What is read from
Postgres for a scrape is one query by index each: the outbox, the unscanned files, the partitions of the log.

Ages and depths of the outbox, the queues and the files are the same from every worker: take the \`max\`, not the \`sum\`. Beside these,
each process exports what prom-client knows of Node: \`process_*\` and \`nodejs_*\`.`;

const HEADER = ["metric", "type", "labels", "unit", "of", "says"];
const UNITS = ["seconds", "bytes", "days"];

/** The page of everything that the processes export. */
export const metricsPage: Artefact = {
  path: "docs/metrics.md",
  async make() {
    const metrics = await exportedMetrics();
    return tablePage("Metrics", WORDS, HEADER, metrics.map(toRow));
  },
};

function toRow({ name, type, labels, processes, help }: ExportedMetric): string[] {
  const unit = UNITS.find((unit) => name.split("_").includes(unit)) ?? "";
  const quoted = labels.map((label) => `\`${label}\``).join(", ");
  return [`\`${name}\``, type, quoted, unit, processes.join(", "), help];
}
