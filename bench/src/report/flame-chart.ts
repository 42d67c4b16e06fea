import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { xmlText } from "./xml-text.ts";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
  };
  readonly children?: readonly number[];
}

/** What Node writes with `--cpu-prof`; times are microseconds. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface Frame {
  readonly node: ProfileNode;
  /** Of it and of what it called. */
  readonly time: number;
  readonly children: readonly Frame[];
}

const WIDTH = 1_200;
const ROW = 15;
const TOP = 44;
/** Of all time: what is narrower cannot be read. */
const SHOWN_PART_MIN = 0.003;
const ROWS_MAX = 45;
const CHARACTER_WIDTH = 6.2;
/** Waiting is no work, and a start happens once. */
const LEFT_OUT = new Set(["(idle)", "(program)", "executeUserEntryPoint"]);

const KINDS = [
  { name: "the service", colour: "#60a5fa", of: /\/(apps|packages)\/[^/]+\/src\// },
  { name: "packages", colour: "#fbbf24", of: /\/node_modules\// },
  { name: "Node", colour: "#34d399", of: /^node:/ },
  { name: "native code, the kernel, the collector", colour: "#cbd5e1", of: /./ },
] as const;

/** Draws the profile of the folder that has the most in it, into a file. */
export async function writeFlameChart(folder: string, title: string, to: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".cpuprofile"));
  let best: Frame | undefined;
  for (const file of files) {
    const frame = treeOf(JSON.parse(await readFile(join(folder, file), "utf8")));
    if (frame.time > (best?.time ?? 0)) {
      best = frame;
    }
  }
  if (!best) {
    throw new Error(`${basename(folder)} holds no profile`);
  }
  await writeFile(to, flameChartOf(best, title));
}

/** A process's time, less what is no work. */
export function treeOf({ nodes, samples, timeDeltas }: Profile): Frame {
  const own = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas[index] ?? 0));
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const frameOf = (node: ProfileNode): Frame => {
    const children = (node.children ?? [])
      .flatMap((id) => byId.get(id) ?? [])
      .filter(({ callFrame }) => !LEFT_OUT.has(callFrame.functionName))
      .map(frameOf);
    const called = children.reduce((sum, { time }) => sum + time, 0);
    return { node, children, time: (own.get(node.id) ?? 0) + called };
  };
  const [root] = nodes;
  if (!root) {
    throw new Error("the profile is empty");
  }
  return frameOf(root);
}

/** From the top down, who called above who was called; the width is time. An SVG. */
export function flameChartOf(root: Frame, title: string): string {
  const boxes: string[] = [];
  let rows = 0;
  const place = (frame: Frame, x: number, row: number): void => {
    const part = frame.time / root.time;
    if (part < SHOWN_PART_MIN || row >= ROWS_MAX) {
      return;
    }
    rows = Math.max(rows, row + 1);
    boxes.push(boxOf(frame, part, x, TOP + row * ROW));
    let left = x;
    for (const child of frame.children.toSorted((a, b) => b.time - a.time)) {
      place(child, left, row + 1);
      left += (child.time / root.time) * WIDTH;
    }
  };
  let left = 0;
  for (const child of root.children.toSorted((a, b) => b.time - a.time)) {
    place(child, left, 0);
    left += (child.time / root.time) * WIDTH;
  }
  const legend = KINDS.map(
    ({ name, colour }, index) =>
      `<rect x="${index * 190}" y="24" width="10" height="10" fill="${colour}"/><text x="${index * 190 + 15}" y="33" fill="#64748b">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${WIDTH} ${TOP + rows * ROW}" font-family="system-ui, sans-serif" font-size="11">
<title>${xmlText(title)}</title>
<text x="0" y="14" font-size="14" fill="#64748b">${xmlText(title)}</text>
${[...legend, ...boxes].join("\n")}
</svg>
`;
}

function boxOf({ node }: Frame, part: number, x: number, y: number): string {
  const { functionName, url, lineNumber } = node.callFrame;
  const name = functionName || "(anonymous)";
  const place = url === "" ? "" : ` ${basename(url)}:${lineNumber + 1}`;
  const width = part * WIDTH;
  const label = name.slice(0, Math.max(0, Math.floor((width - 4) / CHARACTER_WIDTH)));
  const colour = KINDS.find(({ of }) => of.test(url || "native"))?.colour;
  const box = `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0, width - 0.5).toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>`;
  const text =
    label.length > 2
      ? `<text x="${(x + 2).toFixed(1)}" y="${y + 11}">${xmlText(label)}</text>`
      : "";
  return `<g><title>${xmlText(`${name}${place}, ${(part * 100).toFixed(1)} %`)}</title>${box}${text}</g>`;
}
