import type { Chart, Results, Table } from "./report.ts";

/** Figures stand to the right. */
function markdownOf({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const alignment = head.map((_, index) => (index === 0 ? "---" : "---:"));
  return [line(head), line(alignment), ...rows.map(line)].join("\n");
}

/** The section of the page: the command, the machine, every table, the charts. */
export function sectionOf(results: Results, chartPath: (chart: Chart) => string): string {
  const { command, date, machine, tables, charts, remarks } = results;
  const { cpus, model, memoryGiB, kernel, node } = machine;
  return [
    `\`${command}\`, ${date}, on ${cpus} × ${model}, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}:`,
    ...tables.flatMap((table) => [`**${table.title}**`, markdownOf(table)]),
    ...(remarks.length > 0 ? [remarks.map((remark) => `- ${remark}`).join("\n")] : []),
    ...charts.map((chart) => `![${chart.title}](${chartPath(chart)})`),
  ].join("\n\n");
}
