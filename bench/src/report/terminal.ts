import CliTable from "cli-table3";
import type { Results } from "./report.ts";

/** The report for people. */
export function terminalText({ tables, remarks }: Results): string {
  const shown = tables.map(({ title, head, rows }) => {
    const table = new CliTable({
      head: [...head],
      colAligns: head.map((_, index) => (index === 0 ? "left" : "right")),
      style: { head: [], border: [] },
      chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    });
    table.push(...rows.map((row) => [...row]));
    return `${title.replaceAll("*", "")}\n${table.toString().replaceAll("**", "")}`;
  });
  return [...shown, ...remarks].join("\n\n");
}
