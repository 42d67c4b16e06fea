export type Table = readonly (readonly string[])[];

/** Numbers stand in every column but the first. */
export function markdownTable(head: readonly string[], rows: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const alignment = head.map((_, index) => (index === 0 ? "---" : "---:"));
  return [line(head), line(alignment), ...rows.map(line)].join("\n");
}
