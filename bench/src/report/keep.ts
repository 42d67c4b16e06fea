import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFlameChart } from "./flame-chart.ts";
import { sectionOf } from "./markdown.ts";
import type { Chart, Results } from "./report.ts";
import { svgOf } from "./svg.ts";

const RESULTS = new URL("../../results", import.meta.url);
const DOCS = new URL("../../../docs/", import.meta.url);
const CHARTS = fileURLToPath(new URL("../../../docs/charts", import.meta.url));

/**
 * Every figure as JSON, and the charts beside it; returns where.
 *
 * @param folder `bench/results` if absent
 */
export async function keepResults(
  name: string,
  results: Results,
  folder: string = fileURLToPath(RESULTS),
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeCharts(folder, results.charts);
  const file = join(folder, `${name}.json`);
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}

/** Replaces what stands between the section's two markers, and the charts it shows. */
export async function writeSection(
  name: string,
  results: Results,
  pageName = "performance.md",
): Promise<void> {
  const file = new URL(pageName, DOCS);
  const page = await readFile(file, "utf8");
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) {
    throw new Error(`docs/${pageName} has no section ${name}`);
  }
  const text = sectionOf(results, (chart) => `charts/${chart.name}.svg`);
  await mkdir(CHARTS, { recursive: true });
  await writeCharts(CHARTS, results.charts);
  await writeFile(file, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`);
}

/** Draws the profiles of a run beside them, and among the charts of the pages where that is asked for. */
export async function keepFlameChart(
  name: string,
  profileFolder: string,
  isForPage: boolean,
): Promise<void> {
  const title = `Where the time goes: ${name}`;
  const file = `flame-${name}.svg`;
  await writeFlameChart(profileFolder, title, join(profileFolder, file));
  if (isForPage) {
    await mkdir(CHARTS, { recursive: true });
    await writeFlameChart(profileFolder, title, join(CHARTS, file));
  }
}

async function writeCharts(folder: string, charts: readonly Chart[]): Promise<void> {
  for (const chart of charts) {
    await writeFile(join(folder, `${chart.name}.svg`), svgOf(chart));
  }
}
