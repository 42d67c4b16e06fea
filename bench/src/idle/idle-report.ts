import { whole } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import type { IdleResult } from "./measure-idle.ts";

const KIB = 1_024;
const MIB = 1_024 * KIB;

export function reportOf(
  results: readonly IdleResult[],
  subscriptions: number,
  wanted: number,
): Report {
  const rows = results.map((result) => [
    result.name,
    whole(result.sockets),
    `${whole((result.steps[0]?.bytes ?? 0) / MIB)} MiB`,
    `${whole((result.steps.at(-1)?.bytes ?? 0) / MIB)} MiB`,
    `**${(bytesPerSocket(result) / KIB).toFixed(1)} KiB**`,
    `${(bytesPerLaterSocket(result) / KIB).toFixed(1)} KiB`,
  ]);
  const sockets = results[0]?.sockets ?? 0;
  return {
    tables: [
      {
        title: `resident memory of idle sockets with ${subscriptions} subscriptions each`,
        head: ["server", "sockets", "without", "with", "per socket", "per socket of the last half"],
        rows,
      },
    ],
    charts: [
      {
        name: "idle",
        title: `Idle sockets with ${subscriptions} subscriptions`,
        unit: "KiB of resident memory per socket",
        groups: ["per socket"],
        series: results.map((result) => ({
          name: result.name,
          values: [bytesPerSocket(result) / KIB],
        })),
      },
    ],
    remarks:
      sockets < wanted
        ? [
            `A process may open no more files here (\`ulimit -Hn\`): ${whole(sockets)} sockets instead of ${whole(wanted)}.`,
          ]
        : [],
    figures: results,
  };
}

function bytesPerSocket({ steps, sockets }: IdleResult): number {
  return ((steps.at(-1)?.bytes ?? 0) - (steps[0]?.bytes ?? 0)) / sockets;
}

/** What the process needs in any case, such as compiled code, has come by then. */
function bytesPerLaterSocket({ steps }: IdleResult): number {
  const middle = steps[Math.floor(steps.length / 2)];
  const last = steps.at(-1);
  return middle && last
    ? (last.bytes - middle.bytes) / (last.sockets - middle.sockets)
    : Number.NaN;
}
