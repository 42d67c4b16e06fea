import type { SearchSort } from "@chat/contract";
import { rounded, whole } from "../report/figures.ts";
import type { Report, Table } from "../report/report.ts";
import type { Quality } from "./known-items.ts";
import type { Speed } from "./speed.ts";

export interface SearchFigures {
  readonly quality: (Quality & { sort: SearchSort })[];
  readonly speed: Speed[];
  readonly indexed: { messages: number; rate: number }[];
}

export function reportOf(figures: SearchFigures): Report {
  const { quality, speed, indexed } = figures;
  return {
    tables: [
      ...(quality.length > 0 ? [qualityTable(quality)] : []),
      ...(speed.length > 0 ? [speedTable(speed)] : []),
    ],
    charts: [],
    remarks: indexed.map(
      ({ messages, rate }) =>
        `${whole(messages)} messages were indexed by one process at ${whole(rate)} a second.`,
    ),
    figures,
  };
}

function qualityTable(quality: SearchFigures["quality"]): Table {
  return {
    title: "500 messages, each looked for by three of its words",
    head: ["sort", "recall@1", "recall@10", "recall@50", "MRR", "p50 ms", "p95 ms"],
    rows: quality.map(({ sort, recallAt1, recallAt10, recallAt50, mrr, p50, p95 }) => [
      sort,
      ...[recallAt1, recallAt10, recallAt50, mrr].map((share) => share.toFixed(3)),
      rounded(p50),
      rounded(p95),
    ]),
  };
}

function speedTable(speed: readonly Speed[]): Table {
  const sizes = [...new Set(speed.map(({ messages }) => messages))];
  const rows = Map.groupBy(speed, ({ frequency, sort }) => `${frequency}, ${sort}`);
  return {
    title:
      "one search through the API in ms: p50 · p95 · processor time of API and Postgres, by the share of messages that have the word",
    head: ["word, sort", ...sizes.map((messages) => `${whole(messages)} messages`)],
    rows: [...rows].map(([name, ofSizes]) => [
      name,
      ...ofSizes.map(({ p50, p95, cpuMs }) => [p50, p95, cpuMs].map(rounded).join(" · ")),
    ]),
  };
}
