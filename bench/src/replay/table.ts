import Table from "cli-table3";
import type { Summary } from "./summary.ts";

/** The result for people. */
export function summaryTable(summary: Summary): string {
  const { messages, repeated, listeners, deliveries, latency } = summary;
  const table = new Table({
    colAligns: ["left", "right"],
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  const row = (name: string, value: string) => table.push([name, value]);
  const rows = (counts: Record<string, number>) => {
    for (const [name, count] of Object.entries(counts)) {
      row(name, whole(count));
    }
  };
  rows({ "messages sent": messages.sent, "already there": messages.already_there });
  rows({ "not posted": messages.failed, skipped: messages.skipped });
  rows({ "requests repeated": repeated.outcome_unclear, "asked to slow down": repeated.held_back });
  row("listeners", `${listeners.count} (${listeners.reconnects} reconnects)`);
  rows({
    delivered: deliveries.delivered,
    missing: deliveries.missing,
    doubled: deliveries.doubled,
    "out of order": deliveries.out_of_order,
  });
  rows({ "holes in seq": deliveries.holes, "another message": deliveries.mistaken });
  row("seconds", summary.seconds.toFixed(1));
  row("messages a second", whole(Math.round(summary.messages_per_second)));
  row("post to receipt p50", time(latency?.p50_ms));
  row("post to receipt p99", time(latency?.p99_ms));
  row("post to receipt max", time(latency?.max_ms));
  const interrupted = summary.interrupted ? "Interrupted: this is how far it came.\n" : "";
  return `${interrupted}${table.toString()}`;
}

function whole(count: number): string {
  return count.toLocaleString("en");
}

function time(ms: number | undefined): string {
  return ms === undefined ? "-" : `${ms.toFixed(1)} ms`;
}
