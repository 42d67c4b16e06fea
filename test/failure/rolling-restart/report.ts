import { markdownTable, type Table } from "../nemesis/markdown.ts";
import type { Rollout } from "./rollout.ts";
import { percentile, type Tally } from "./tally.ts";

const SECOND_MS = 1_000;
const BAR_WIDTH = 40;

export interface RollingFigures {
  readonly clients: number;
  readonly drainSeconds: number;
  readonly posted: number;
  readonly missing: number;
  /** Of the gateways, while they were restarted. */
  readonly queries: number;
  readonly tally: Tally;
  readonly rollouts: readonly Rollout[];
}

export function rollingReport(figures: RollingFigures, command: string, date: string): string {
  const { tally, rollouts, queries, clients } = figures;
  const whole = (value: number) => Math.round(value).toLocaleString("en");
  const reconnects = tally.reconnectedAt.length;
  const busiest = Math.max(0, ...rollouts.flatMap(({ queriesBySecond }) => queriesBySecond));
  const rows: Table = [
    ["clients", whole(clients)],
    ["messages posted meanwhile", whole(figures.posted)],
    ["frames received", whole(tally.frames)],
    ["missing", `**${whole(figures.missing)}**`],
    ["doubled", `**${whole(tally.doubled)}**`],
    ["out of order", `**${whole(tally.outOfOrder)}**`],
    ["told to fetch afresh", whole(tally.resyncs)],
    ["reconnects", whole(reconnects)],
    ["of them unplanned", whole(tally.unplanned)],
    ["asked to move, to following again, p50", `${whole(percentile(tally.resumeMs, 0.5))} ms`],
    ["p99", `${whole(percentile(tally.resumeMs, 0.99))} ms`],
    ["max", `${whole(percentile(tally.resumeMs, 1))} ms`],
    ["queries of the gateways", whole(queries)],
    ["queries a reconnect", (queries / Math.max(reconnects, 1)).toFixed(2)],
    ["queries in the busiest second", whole(busiest)],
  ];
  return [
    `\`${command}\`, ${date}:`,
    markdownTable(["", "three gateways, one after the other"], rows),
    `Reconnects by second of the drain window of ${figures.drainSeconds} s, all three together:`,
    `\`\`\`\n${histogram(tally.reconnectedAt, rollouts)}\n\`\`\``,
  ].join("\n\n");
}

function histogram(times: readonly number[], rollouts: readonly Rollout[]): string {
  const counts: number[] = [];
  for (const at of times) {
    const rollout = rollouts.findLast(({ beganAt }) => beganAt <= at);
    const second = Math.floor((at - (rollout?.beganAt ?? at)) / SECOND_MS);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  const most = Math.max(...counts.map((count) => count ?? 0), 1);
  return Array.from(counts, (count = 0, second) => {
    const bar = "█".repeat(Math.ceil((count / most) * BAR_WIDTH));
    return `${String(second).padStart(2)} s ${String(count).padStart(6)} ${bar}`;
  }).join("\n");
}
