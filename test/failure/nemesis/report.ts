import { BOUND_MS } from "../checker/deadline.ts";
import { PROMISES, type PromiseName } from "../checker/violation.ts";
import type { Figures } from "./figures.ts";
import { markdownTable } from "./markdown.ts";

const number = (value: number) => value.toLocaleString("en");

/** The figures as tables of Markdown: the same at a terminal and in the page. */
export function reportOf(figures: Figures, command: string, date: string): string {
  const counts: [string, number][] = [
    ["episodes", figures.episodes],
    ["faults", [...figures.faults.values()].reduce((sum, { count }) => sum + count, 0)],
    ["requests", figures.requests],
    ["messages answered 201", figures.acknowledged],
    ["durable events", figures.events],
    ["connections", figures.connections],
    ["of them resumed", figures.resumed],
    ["frames received", figures.frames],
    ["messages delivered to devices", figures.deliveries],
    ["of them to devices that followed all the time", figures.owed],
    [`of these held to ${BOUND_MS / 1_000} s from the answer`, figures.owedSoon],
  ];
  const violations = Object.entries(PROMISES).map(
    ([name, what]) => [what, figures.violations[name as PromiseName]] as const,
  );
  const faults = [...figures.faults]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { count, slowestMs }]) => [
      name,
      number(count),
      `${(slowestMs / 1_000).toFixed(2)} s`,
    ]);
  return [
    `\`${command}\`, ${date}:`,
    markdownTable(
      ["what happened", ""],
      counts.map(([what, count]) => [what, number(count)]),
    ),
    markdownTable(
      ["what went wrong", ""],
      violations.map(([what, count]) => [what, `**${number(count)}**`]),
    ),
    markdownTable(["fault", "times", "slowest delivery"], faults),
    `"Slowest delivery": of messages answered while a fault was the only one, from the answer, or from when its bound begins to count if that is later. Without a fault ${BOUND_MS / 1_000} s are the bound, too.`,
  ].join("\n\n");
}

export function violationCount({ violations }: Figures): number {
  return Object.values(violations).reduce((sum, count) => sum + count, 0);
}
