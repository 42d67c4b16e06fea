import { buffersOf, nodesOf, type Plan } from "./plan.ts";

const GROWS = /^chat_(?!migrations$|settings$)/;

/** What a scan may throw away: some, and some more for each row that it keeps. */
const REMOVED_MAX = 100;
const REMOVED_PER_ROW_MAX = 20;
/** More than any page, and than any count that has a cap. */
const ROWS_MAX = 1_200;

export interface Refusal {
  readonly reason: string;
  /** A case may say why it reads so many rows, never why it reads a whole table. */
  readonly excusable: boolean;
}

/**
 * Why a statement would take longer when its tables grow; empty: it would not.
 * Judged for one loop of each node, the number of loops being the rows of another.
 */
export function refusalsOf(plan: Plan): Refusal[] {
  return nodesOf(plan).flatMap((node) => {
    const table = node["Relation Name"];
    const where = `${node["Node Type"]} on ${node["Index Name"] ?? table ?? "what is below"}`;
    const rows = node["Actual Rows"];
    const removed =
      (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
    const refusals: Refusal[] = [];
    if (readsWhole(node)) {
      refusals.push({ reason: `${where} reads a whole table that grows`, excusable: false });
    }
    if (table !== undefined && removed > REMOVED_MAX + REMOVED_PER_ROW_MAX * rows) {
      const reason = `${where} throws away ${removed} rows and keeps ${rows}`;
      refusals.push({ reason, excusable: true });
    }
    if (rows > ROWS_MAX) {
      refusals.push({ reason: `${where} gives ${rows} rows`, excusable: true });
    }
    return refusals;
  });
}

/** The log's partitions of days to come have no page yet: to read them whole costs nothing. */
function readsWhole(node: Plan): boolean {
  return (
    node["Node Type"] === "Seq Scan" &&
    GROWS.test(node["Relation Name"] ?? "") &&
    buffersOf(node) > 0
  );
}
