import { meanOf, medianOf, pairedRatio } from "../measure/ratio.ts";
import { ratioText, rounded, whole } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import type { Window } from "./contender.ts";
import type { LonePost } from "./lone-post.ts";

export interface PostingResult {
  readonly connections: number;
  readonly channels: number;
  /** By contender, those of a round at the same place. */
  readonly rounds: Readonly<Record<string, readonly Window[]>>;
  readonly lone: LonePost;
}

/** The share of a core above which the generator may have been what was measured. */
const GENERATOR_BOUND_CORES = 0.85;

export function reportOf(result: PostingResult): Report {
  const { fastify = [], api = [], "one channel": oneChannel = [] } = result.rounds;
  const cpuOf = (windows: readonly Window[]) =>
    windows.map(({ cpuSecondsPerMillion }) => cpuSecondsPerMillion);
  const postgresOf = (windows: readonly Window[]) =>
    windows.map(({ postgresCpuSecondsPerMillion }) => postgresCpuSecondsPerMillion);
  const redisOf = (windows: readonly Window[]) =>
    windows.map(({ redisCpuSecondsPerMillion }) => redisCpuSecondsPerMillion);
  const storesOf = (windows: readonly Window[]) => [
    rounded(meanOf(postgresOf(windows))),
    rounded(meanOf(redisOf(windows))),
  ];
  const ratioRow = (name: string, windows: readonly Window[]) => [
    `**${name} / Fastify**`,
    `**${ratioText(pairedRatio(cpuOf(windows), cpuOf(fastify)))}**`,
    ...["", "", "", "", ""],
  ];
  const rowOf = (name: string, windows: readonly Window[], stores: readonly string[]) => [
    name,
    rounded(meanOf(cpuOf(windows))),
    ...stores,
    whole(meanOf(windows.map(({ perSecond }) => perSecond))),
    ...(["p50", "p99"] as const).map((percentile) =>
      rounded(medianOf(windows.map(({ latency }) => latency[percentile]))),
    ),
  ];
  const { lone } = result;
  return {
    tables: [
      {
        title: `CPU-seconds per 1M posts, ${result.connections} connections`,
        head: ["server", "itself", "Postgres", "Redis", "posts/s", "p50 ms", "p99 ms"],
        rows: [
          rowOf("bare Fastify, writing nothing", fastify, ["–", "–"]),
          rowOf(`API, to ${result.channels} channels`, api, storesOf(api)),
          rowOf("API, to one channel", oneChannel, storesOf(oneChannel)),
          ratioRow(`API, to ${result.channels} channels,`, api),
          ratioRow("API, to one channel,", oneChannel),
        ],
      },
      {
        title: "one post after the other",
        head: ["", "for each"],
        rows: [
          ["round trips to Postgres before the answer", rounded(lone.statements)],
          ["statements after it, to clear the outbox", rounded(lone.otherStatements)],
          ["Postgres, µs of processor time", whole(lone.postgresCpuMicroseconds)],
          [
            "request to 201, p50 · p99 in ms",
            `${rounded(lone.latency.p50)} · ${rounded(lone.latency.p99)}`,
          ],
        ],
      },
    ],
    charts: [
      {
        name: "posting",
        title: "Posting",
        unit: "CPU-seconds per 1M posts",
        groups: ["bare Fastify", "API", "Postgres", "Redis"],
        series: [
          {
            name: "mean",
            values: [cpuOf(fastify), cpuOf(api), postgresOf(api), redisOf(api)].map((values) =>
              meanOf(values),
            ),
          },
        ],
      },
    ],
    remarks: remarksOf(result),
    figures: result,
  };
}

function remarksOf({ rounds }: PostingResult): string[] {
  return Object.entries(rounds).flatMap(([name, windows]) => {
    const cores = Math.max(...windows.map(({ generatorCores }) => generatorCores));
    const refused = windows.reduce((sum, window) => sum + window.refused, 0);
    const first = windows.find(({ refusal }) => refusal !== undefined)?.refusal;
    return [
      ...(cores > GENERATOR_BOUND_CORES
        ? [
            `${name}: the load generator used ${cores.toFixed(2)} of a core at most, it may have been the bound.`,
          ]
        : []),
      ...(refused > 0
        ? [`${name}: ${whole(refused)} posts were not answered 201, the first ${first}.`]
        : []),
    ];
  });
}
