import { createPool } from "@chat/runtime";
import { meanOf, pairedRatio } from "../measure/ratio.ts";
import { runRounds } from "../measure/rounds.ts";
import {
  type Contender,
  measureWindow,
  startContender,
  type Window,
} from "../posting/contender.ts";
import { makeStage, plansFor, type Stage } from "../posting/stage.ts";
import { untilPublished } from "../posting/until-published.ts";
import { ratioText, rounded, whole } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import { startApp } from "../run/app.ts";
import type { Bench, BenchRun } from "../run/bench.ts";
import { type Child, startChild } from "../run/child.ts";
import { type Stores, startStores } from "../run/stores.ts";

const CONNECTIONS = 256;
const CHANNELS = 100;
const USERS = 500;
const WARM_UP_SECONDS = 4;
const OFF = "tracing off";
/** Of the traces; undefined: tracing is off. */
const RATIOS = [undefined, "0", "0.01", "1"] as const;

interface TracedWindow extends Window {
  readonly bytesPerPost: number;
}

/** What an API pays for being traced, beside the same one that is not. */
export const tracingBench: Bench = {
  name: "tracing",
  description: "posting messages untraced, and at several ratios of traces",
  page: "tracing.md",
  async run({ options, stack, progress }: BenchRun): Promise<Report> {
    const connections = Math.max(1, Math.round(CONNECTIONS * options.scale));
    progress.expect(RATIOS.length * (options.rounds + 1));
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    const pool = createPool(stores.databaseUrl, 1, "chat-bench");
    stack.defer(() => pool.end());
    const stage = await makeStage(pool, { channels: CHANNELS, users: USERS });
    const collector = await startChild(stack, new URL("collector/main.ts", import.meta.url));
    const { url } = await collector.ask<{ url: string }>("listen");
    const window = async (contender: Contender, seconds: number): Promise<TracedWindow> => {
      const before = await countBytes(collector);
      const command = { seconds, connections };
      const settle = () => untilPublished(pool);
      const measured = await measureWindow(contender, stores.pids, command, settle);
      const bytes = (await countBytes(collector)) - before;
      return { ...measured, bytesPerPost: bytes / measured.created };
    };
    const contenders: Contender[] = [];
    for (const ratio of RATIOS) {
      // Each as soon as it is connected: a connection that says nothing is closed after 10 s.
      const contender = await startApi(stack, stores, stage, connections, { url, ratio });
      progress.tell(`warming up ${contender.name}`);
      await window(contender, WARM_UP_SECONDS);
      progress.step();
      contenders.push(contender);
    }
    const rounds = await runRounds(contenders, options.rounds, async (contender, round) => {
      progress.tell(`round ${round + 1} of ${options.rounds}, ${contender.name}`);
      const result = await window(contender, options.seconds);
      progress.step();
      return result;
    });
    return reportOf(Object.fromEntries(rounds), connections);
  },
};

async function startApi(
  stack: AsyncDisposableStack,
  { environment, jwtSecret }: Stores,
  stage: Stage,
  connections: number,
  { url, ratio }: { readonly url: string; readonly ratio: string | undefined },
): Promise<Contender> {
  const tracing: Record<string, string> =
    ratio === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_TRACES_SAMPLER_ARG: ratio };
  const api = await startApp(stack, "api", { ...environment, ...tracing });
  const plans = plansFor(api.url, stage, jwtSecret, connections);
  const name = ratio === undefined ? OFF : `ratio ${ratio}`;
  return startContender(stack, name, [api.pid], plans);
}

function countBytes(collector: Child): Promise<number> {
  return collector.ask<number>("countBytes");
}

function reportOf(
  rounds: Readonly<Record<string, readonly TracedWindow[]>>,
  connections: number,
): Report {
  const cpuOf = (windows: readonly Window[]) =>
    windows.map(({ cpuSecondsPerMillion }) => cpuSecondsPerMillion);
  const off = rounds[OFF] ?? [];
  return {
    tables: [
      {
        title: `CPU-seconds per 1M posts, ${connections} connections`,
        head: ["traces recorded", "API", "of an untraced one", "Postgres", "bytes sent a post"],
        rows: Object.entries(rounds).map(([name, windows]) => [
          name,
          rounded(meanOf(cpuOf(windows))),
          name === OFF ? "" : ratioText(pairedRatio(cpuOf(windows), cpuOf(off))),
          rounded(
            meanOf(windows.map(({ postgresCpuSecondsPerMillion }) => postgresCpuSecondsPerMillion)),
          ),
          whole(meanOf(windows.map(({ bytesPerPost }) => bytesPerPost))),
        ]),
      },
    ],
    charts: [],
    remarks: [],
    figures: rounds,
  };
}
