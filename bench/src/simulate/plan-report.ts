import { rounded, whole } from "../report/figures.ts";
import type { Table } from "../report/report.ts";
import type { Plan } from "./plan.ts";
import type { Simulation } from "./simulation.ts";

const GB = 1e9;
const MB = 1e6;
const MIB = 2 ** 20;

/** First what to order, then why. */
export function planTables(simulations: readonly Simulation[], plans: readonly Plan[]): Table[] {
  const head = ["", ...simulations.map(({ users }) => whole(users))];
  const row = (name: string, cell: (plan: Plan) => string) => [
    name,
    ...plans.map((plan) => cell(plan)),
  ];
  return [
    {
      title: "what to run, by connected users, half of each core left free",
      head,
      rows: [
        row("gateways, pods", ({ gateways }) => whole(gateways.pods)),
        row("MiB of a gateway", ({ gateways }) => whole(gateways.bytes / MIB)),
        row("APIs, pods", ({ apis }) => whole(apis.pods)),
        row("workers, pods", ({ workers }) => whole(workers.pods)),
        row("Postgres, cores of the primary", ({ postgres }) => whole(postgres.plannedCores)),
        row("Postgres, GB more a day", ({ postgres }) => rounded(postgres.bytesPerDay / GB)),
        row("Postgres, TB more a year", ({ postgres }) =>
          rounded((postgres.bytesPerDay * 365) / GB / 1_000),
        ),
        row("Redis, masters", ({ redis }) => whole(redis.masters)),
        row("Redis, MB of streams", ({ redis }) => rounded(redis.bytes / MB)),
        row("object storage, GB more a day", ({ fileBytesPerDay }) =>
          rounded(fileBytesPerDay / GB),
        ),
      ],
    },
    {
      title: "its load in the busiest hour; cores are those used",
      head,
      rows: [
        row("posts/s", ({ posts }) => rounded(posts)),
        ["events/s", ...simulations.map(({ expected }) => rounded(expected.eventsPerSecond))],
        [
          "deliveries/s",
          ...simulations.map(({ expected }) => rounded(expected.deliveriesPerSecond)),
        ],
        row("requests/s", ({ requests }) => rounded(requests)),
        row("gateways, cores for deliveries", ({ gateways }) => rounded(gateways.deliveryCores)),
        row("gateways, cores for reading all events", ({ gateways }) =>
          rounded(gateways.readingCores),
        ),
        row("gateways, cores for pings and presence", ({ gateways }) =>
          rounded(gateways.idleCores),
        ),
        row("APIs, cores", ({ apis }) => rounded(apis.cores)),
        row("workers, % of one that indexes", ({ workers }) => rounded(workers.indexingPart * 100)),
        row("Postgres, cores", ({ postgres }) => rounded(postgres.cores)),
        row("Postgres, commits/s at most", ({ postgres }) => rounded(postgres.commits)),
        row("Redis, cores for appending", ({ redis }) => rounded(redis.appendCores)),
        row("Redis, cores for replies to gateways", ({ redis }) => rounded(redis.replyCores)),
        row("Redis, cores for presence", ({ redis }) => rounded(redis.presenceCores)),
        row("Redis, MB/s to gateways", ({ redis }) => rounded(redis.bytesOutPerSecond / MB)),
        row("gateways, MB/s to clients", (plan) => rounded(plan.bytesToClientsPerSecond / MB)),
        row("Postgres, CPU-s when a gateway's sockets return", ({ returnOfAGateway }) =>
          rounded(returnOfAGateway),
        ),
      ],
    },
  ];
}
