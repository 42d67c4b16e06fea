import { readFile } from "node:fs/promises";

const PAGE = new URL("../../docs/metrics.md", import.meta.url);
const CODE = /`([^`]+)`/g;

export interface DocumentedMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly processes: readonly string[];
}

/** The table of `docs/metrics.md`. */
export async function readDocumentedMetrics(): Promise<DocumentedMetric[]> {
  const lines = (await readFile(PAGE, "utf8")).split("\n");
  return lines
    .filter((line) => line.startsWith("| `chat_"))
    .map((line) => {
      const [, name = "", type = "", labels = "", , processes = ""] = line
        .split("|")
        .map((cell) => cell.trim());
      return {
        name: name.replaceAll("`", ""),
        type,
        labels: Array.from(labels.matchAll(CODE), ([, label = ""]) => label),
        processes: processes.split(", "),
      };
    });
}
