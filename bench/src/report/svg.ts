import type { Chart } from "./report.ts";
import { xmlText } from "./xml-text.ts";

const WIDTH = 860;
const BAR = 16;
const GAP = 18;
const LEFT = 250;
const RIGHT = 90;
const TOP = 64;
const COLOURS = ["#2563eb", "#94a3b8", "#f59e0b", "#10b981", "#a855f7"];

/** Horizontal bars, the value beside each: readable without a script, on light and dark. */
export function svgOf({ title, unit, groups, series }: Chart): string {
  const largest = Math.max(...series.flatMap(({ values }) => values.filter(Number.isFinite)), 0);
  const groupHeight = series.length * BAR + GAP;
  const height = TOP + groups.length * groupHeight;
  const parts = groups.flatMap((group, index) => {
    const top = TOP + index * groupHeight;
    const bars = series.map(({ values }, at) => bar(values[index], largest, top + at * BAR, at));
    const middle = top + (series.length * BAR) / 2 + 4;
    return [text(LEFT - 8, middle, group, "end"), ...bars];
  });
  const legend = series.map(({ name }, at) => {
    const x = LEFT + at * 170;
    return `<rect x="${x}" y="36" width="10" height="10" fill="${colour(at)}"/>${text(x + 15, 45, name)}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#64748b">
<title>${xmlText(`${title}, ${unit}`)}</title>
${[text(8, 20, `${title}, ${unit}`, "start", 14), ...legend, ...parts].join("\n")}
</svg>
`;
}

function bar(value: number | undefined, largest: number, y: number, index: number): string {
  if (value === undefined || !Number.isFinite(value)) {
    return text(LEFT + 4, y + 11, "–");
  }
  const width = largest > 0 ? ((WIDTH - LEFT - RIGHT) * value) / largest : 0;
  const rect = `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR - 3}" fill="${colour(index)}"/>`;
  return rect + text(LEFT + width + 5, y + 11, figure(value));
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? "#64748b";
}

function text(x: number, y: number, content: string, anchor = "start", size = 12): string {
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}" font-size="${size}">${xmlText(content)}</text>`;
}
