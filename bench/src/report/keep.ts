import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { sectionOf } from "./markdown.ts";
import type { Chart, Results } from "./report.ts";
import { svgOf } from "./svg.ts";

const RESULTS = new URL("../../results/", import.meta.url);
const PAGE = new URL("../../../docs/performance.md", import.meta.url);
const CHARTS = new URL("../../../docs/charts/", import.meta.url);

/** Every figure as JSON, and the charts beside it; returns where. */
export async function keepResults(name: string, results: Results): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  await writeCharts(RESULTS, results.charts);
  const file = new URL(`${name}.json`, RESULTS);
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return fileURLToPath(file);
}

/** Replaces what stands between the section's two markers, and the charts it shows. */
export async function writeSection(name: string, results: Results): Promise<void> {
  const page = await readFile(PAGE, "utf8");
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) {
    throw new Error(`docs/performance.md has no section ${name}`);
  }
  const text = sectionOf(results, (chart) => `charts/${chart.name}.svg`);
  await mkdir(CHARTS, { recursive: true });
  await writeCharts(CHARTS, results.charts);
  await writeFile(PAGE, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`);
}

async function writeCharts(folder: URL, charts: readonly Chart[]): Promise<void> {
  for (const chart of charts) {
    await writeFile(new URL(`${chart.name}.svg`, folder), svgOf(chart));
  }
}
