import { rounded, whole } from "../report/figures.ts";
import type { Chart, Report, Table } from "../report/report.ts";
import type { ConversationShape } from "./conversation-shape.ts";
import { spreadOf } from "./load.ts";
import type { Measured } from "./measured.ts";
import type { Plan } from "./plan.ts";
import { planTables } from "./plan-report.ts";
import type { Simulation } from "./simulation.ts";

export interface SimulateFigures {
  readonly shape: ConversationShape;
  readonly measured: Measured;
  readonly simulations: readonly Simulation[];
  readonly plans: readonly Plan[];
}

export function reportOf({ shape, measured, simulations, plans }: SimulateFigures): Report {
  const sizes = simulations.map(({ users }) => whole(users));
  const { sequence: _, gaps: __, ...recorded } = shape;
  return {
    tables: [
      ...planTables(simulations, plans),
      checkTable(simulations),
      placementTable(simulations),
    ],
    charts: [coresChart(sizes, plans)],
    remarks: [
      `Recorded: ${rounded(shape.messagesPerAuthorAndDay)} messages of an active user a day, ${percent(shape.busiestHour)} of them in the busiest hour; ${whole(shape.meanBytes)} bytes each.`,
    ],
    figures: { recorded, measured, simulations, plans },
  };
}

const percent = (part: number) => `${rounded(part * 100)} %`;

/** Simulated, and in brackets what the arithmetic expects. */
function checkTable(simulations: readonly Simulation[]): Table {
  const row = (name: string, cell: (simulation: Simulation) => [string, string]) => [
    name,
    ...simulations.map((one) => cell(one)).map(([seen, expected]) => `${seen} (${expected})`),
  ];
  const atRandom = ({ loads }: Simulation) => {
    const [first] = loads;
    if (!first) {
      throw new Error("nothing was placed");
    }
    return first.load;
  };
  const imbalance = (values: Iterable<number>) => {
    const { max, mean } = spreadOf(values);
    return rounded(max / mean);
  };
  return {
    title: "simulated, and in brackets what the arithmetic expects; sockets at any gateway",
    head: ["", ...simulations.map(({ users }) => `${whole(users)} users`)],
    rows: [
      row("events a second", (one) => [
        rounded(atRandom(one).events / one.seconds),
        rounded(one.expected.eventsPerSecond),
      ]),
      row("deliveries a second", (one) => [
        rounded(atRandom(one).deliveries / one.seconds),
        rounded(one.expected.deliveriesPerSecond),
      ]),
      row("part of all events that a gateway wants", (one) => {
        const { gateways, events } = atRandom(one);
        const { mean } = spreadOf(gateways.map(({ eventsWanted }) => eventsWanted / events));
        return [percent(mean), percent(one.expected.wantedPart)];
      }),
      row("busiest shard, of the mean", (one) => [
        imbalance(atRandom(one).shards),
        rounded(one.expectedImbalance.shard),
      ]),
      row("busiest gateway, of the mean", (one) => [
        imbalance(atRandom(one).gateways.map(({ deliveries }) => deliveries)),
        rounded(one.expectedImbalance.gateway),
      ]),
    ],
  };
}

/** Largest of the mean, for whatever a placement makes uneven. */
function placementTable(simulations: readonly Simulation[]): Table {
  const rows = simulations.flatMap(({ users, seconds, loads }) =>
    loads.map(({ placement, load }) => {
      const of = (value: (gateway: (typeof load.gateways)[number]) => number) =>
        spreadOf(load.gateways.map((gateway) => value(gateway)));
      const [sockets, deliveries] = [of((one) => one.sockets), of((one) => one.deliveries)];
      const groups = spreadOf(load.groups);
      return [
        `${whole(users)}, ${placement}`,
        rounded(sockets.max / sockets.mean),
        rounded(deliveries.mean / seconds),
        rounded(deliveries.max / deliveries.mean),
        whole(of((one) => one.deliveriesInASecond).max),
        rounded(of((one) => one.eventsRead).mean / seconds),
        percent(of((one) => one.eventsWanted / Math.max(1, one.eventsRead)).mean),
        rounded(groups.max / groups.mean),
      ];
    }),
  );
  const head = "users, placement|sockets, max/mean|deliveries/s|max/mean|in a second, max";
  return {
    title: "a gateway, by where users are placed; the last column is a group of streams",
    head: [...head.split("|"), "events read/s", "wanted of them", "group, max/mean"],
    rows,
  };
}

function coresChart(sizes: readonly string[], plans: readonly Plan[]): Chart {
  const series = (name: string, value: (plan: Plan) => number) => ({
    name,
    values: plans.map((plan) => value(plan)),
  });
  return {
    name: "capacity-cores",
    title: "Processors in the busiest hour, by connected users",
    unit: "cores used",
    groups: sizes.map((size) => `${size} users`),
    series: [
      series(
        "gateways",
        ({ gateways }) => gateways.deliveryCores + gateways.readingCores + gateways.idleCores,
      ),
      series("APIs", ({ apis }) => apis.cores),
      series("Postgres", ({ postgres }) => postgres.cores),
      series("Redis", ({ redis }) => redis.appendCores + redis.replyCores + redis.presenceCores),
    ],
  };
}
