import { createPool } from "@chat/runtime";
import { runRounds } from "../measure/rounds.ts";
import { startApp } from "../run/app.ts";
import type { Bench, BenchRun } from "../run/bench.ts";
import { startChild } from "../run/child.ts";
import { type Stores, startStores } from "../run/stores.ts";
import { type Contender, measureWindow, startContender } from "./contender.ts";
import { countStatements } from "./lone-post.ts";
import { reportOf } from "./posting-report.ts";
import { makeStage, plansFor, type Stage } from "./stage.ts";
import { untilPublished } from "./until-published.ts";

const CHANNELS = 100;
const USERS = 500;
const CONNECTIONS = 256;
const WARM_UP_SECONDS = 4;
const HOST = "127.0.0.1";

/** From a REST request to its 201, beside a bare Fastify that writes nothing. */
export const postingBench: Bench = {
  name: "posting",
  description: "posting messages, against a bare Fastify; what Postgres pays",
  async run(run: BenchRun) {
    const { options, stack, progress } = run;
    const connections = Math.max(1, Math.round(CONNECTIONS * options.scale));
    progress.expect(3 * (options.rounds + 1) + 1);
    progress.tell("starting the stores");
    const stores = await startStores(stack);
    const pool = createPool(stores.databaseUrl, 1, "chat-bench");
    stack.defer(() => pool.end());
    const stage = await makeStage(pool, { channels: CHANNELS, users: USERS });
    const contenders = [
      await startFloor(stack, stores, stage, connections),
      ...(await startApi(run, stores, stage, connections)),
    ];
    const settle = () => untilPublished(pool);
    const window = (contender: Contender, seconds: number) =>
      measureWindow(contender, stores.pids, { seconds, connections }, settle);
    for (const contender of contenders) {
      progress.tell(`warming up ${contender.name}`);
      await window(contender, WARM_UP_SECONDS);
      progress.step();
    }
    const rounds = await runRounds(contenders, options.rounds, async (contender, round) => {
      progress.tell(`round ${round + 1} of ${options.rounds}, ${contender.name}`);
      const result = await window(contender, options.seconds);
      progress.step();
      return result;
    });
    progress.tell("counting what a lone post sends to Postgres");
    const lone = await countStatements(stores, stage);
    progress.step();
    return reportOf({ connections, channels: CHANNELS, rounds: Object.fromEntries(rounds), lone });
  },
};

async function startFloor(
  stack: AsyncDisposableStack,
  { jwtSecret }: Stores,
  stage: Stage,
  connections: number,
): Promise<Contender> {
  const child = await startChild(stack, new URL("floor/main.ts", import.meta.url));
  const { port } = await child.ask<{ port: number }>("listen", { jwtSecret });
  const plans = plansFor(`http://${HOST}:${port}`, stage, jwtSecret, connections);
  return startContender(stack, "fastify", [child.pid], plans);
}

/** The same API twice: posts to all channels, and to one. */
async function startApi(
  { options, stack }: BenchRun,
  { environment, jwtSecret }: Stores,
  stage: Stage,
  connections: number,
): Promise<Contender[]> {
  const profiling = options.profileFolder
    ? ["--cpu-prof", `--cpu-prof-dir=${options.profileFolder}`]
    : [];
  const api = await startApp(stack, "api", environment, profiling);
  const start = (name: string, channelIds: readonly string[]) => {
    const plans = plansFor(api.url, { ...stage, channelIds }, jwtSecret, connections);
    return startContender(stack, name, [api.pid], plans);
  };
  return [
    await start("api", stage.channelIds),
    await start("one channel", stage.channelIds.slice(0, 1)),
  ];
}
