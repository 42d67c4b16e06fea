import { meanOf, medianOf, pairedRatio } from "../measure/ratio.ts";
import { ratioText, rounded, whole } from "../report/figures.ts";
import type { Chart, Report, Table } from "../report/report.ts";
import type { Window } from "./crowd.ts";
import { type Measured, MODERATE_RATE, type ShapeResult } from "./measure-shape.ts";
import { EVENTS_PER_SECOND, type UnwantedResult } from "./unwanted.ts";

const GATEWAY = "gateway";
/** The share of a core above which the generator may have been what was measured. */
const GENERATOR_BOUND_CORES = 0.85;

const cpuOf = (windows: readonly Window[]) =>
  windows.map(({ cpuSecondsPerMillion }) => cpuSecondsPerMillion);

export function reportOf(
  results: readonly ShapeResult[],
  unwanted: UnwantedResult | undefined,
  scale: number,
): Report {
  const moderate = `${whole(MODERATE_RATE * scale)}/s`;
  const climbed = results.filter(({ contenders }) => contenders[GATEWAY]?.bestRate !== undefined);
  return {
    tables: [
      costTable(`CPU-seconds per 1M deliveries at ${moderate}`, results, "moderate"),
      ...(climbed.length > 0
        ? [costTable("the same at the highest sustained rate of each", climbed, "best")]
        : []),
      ...(climbed.length > 0 ? [rateTable(climbed)] : []),
      latencyTable(`latency in ms at ${moderate}, driver to client, p50 · p99`, results),
      ...(unwanted ? [unwantedTable(unwanted, scale)] : []),
    ],
    charts: [costChart("fanout-moderate", `At ${moderate}`, results, "moderate")],
    remarks: remarksOf(results),
    figures: { shapes: results, unwanted },
  };
}

function unwantedTable(costs: UnwantedResult, scale: number): Table {
  return {
    title: `processor time of the gateway for an event of a channel that nobody there follows, ${whole(EVENTS_PER_SECOND * scale)} a second`,
    head: ["", "µs"],
    rows: [
      [
        "an event",
        `**${ratioText(
          pairedRatio(
            costs,
            costs.map(() => 1),
          ),
        )}**`,
      ],
    ],
  };
}

function costTable(title: string, results: readonly ShapeResult[], at: "moderate" | "best"): Table {
  const rows = results.map(({ title: shape, contenders }) => {
    const { floor, gateway, "socket.io": peer } = contenders as Record<string, Measured>;
    const [ours, theirs, others] = [gateway, floor, peer].map((measured) =>
      cpuOf(measured?.[at] ?? []),
    );
    return [
      shape,
      rounded(meanOf(theirs ?? [])),
      rounded(meanOf(ours ?? [])),
      rounded(meanOf(others ?? [])),
      `**${ratioText(pairedRatio(ours ?? [], theirs ?? []))}**`,
      `**${ratioText(pairedRatio(others ?? [], ours ?? []))}**`,
    ];
  });
  const head = ["shape", "floor", "gateway", "socket.io", "gateway / floor", "socket.io / gateway"];
  return { title, head, rows };
}

function rateTable(results: readonly ShapeResult[]): Table {
  const rows = results.map(({ title, contenders }) => [
    title,
    ...["floor", GATEWAY, "socket.io"].map((name) => whole(contenders[name]?.bestRate ?? 0)),
  ]);
  const head = ["shape", "floor", "gateway", "socket.io"];
  return { title: "highest sustained rate, deliveries a second with p99 below 100 ms", head, rows };
}

function latencyTable(title: string, results: readonly ShapeResult[]): Table {
  const rows = results.map(({ title: shape, contenders }) => [
    shape,
    ...["floor", GATEWAY, "socket.io"].map((name) => {
      const windows = contenders[name]?.moderate ?? [];
      const of = (percentile: "p50" | "p99") =>
        rounded(medianOf(windows.map(({ latency }) => latency[percentile])));
      return `${of("p50")} · ${of("p99")}`;
    }),
  ]);
  return { title, head: ["shape", "floor", "gateway", "socket.io"], rows };
}

function costChart(
  name: string,
  title: string,
  results: readonly ShapeResult[],
  at: "moderate" | "best",
): Chart {
  return {
    name,
    title,
    unit: "CPU-seconds per 1M deliveries",
    groups: results.map((result) => result.title),
    series: ["gateway", "floor", "socket.io"].map((series) => ({
      name: series,
      values: results.map(({ contenders }) => meanOf(cpuOf(contenders[series]?.[at] ?? []))),
    })),
  };
}

function remarksOf(results: readonly ShapeResult[]): string[] {
  return results.flatMap(({ title, contenders }) =>
    Object.entries(contenders).flatMap(([name, { moderate, best }]) => {
      const windows = [...moderate, ...best];
      const cores = Math.max(...windows.map(({ generatorCores }) => generatorCores));
      const outOfOrder = windows.reduce((sum, window) => sum + window.outOfOrder, 0);
      const missing = windows.reduce((sum, w) => sum + w.expected - w.deliveries, 0);
      const troubles = new Set(windows.flatMap(({ trouble }) => trouble ?? []));
      return [
        ...(cores > GENERATOR_BOUND_CORES
          ? [
              `${title}, ${name}: the load generator used ${cores.toFixed(2)} of a core at most, it may have been the bound.`,
            ]
          : []),
        ...(outOfOrder > 0 ? [`${title}, ${name}: ${outOfOrder} out of order.`] : []),
        ...(missing !== 0 ? [`${title}, ${name}: ${whole(missing)} deliveries missing.`] : []),
        ...(troubles.size > 0 ? [`${title}, ${name}: ${[...troubles].join("; ")}.`] : []),
      ];
    }),
  );
}
