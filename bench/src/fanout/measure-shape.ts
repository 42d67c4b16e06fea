import { runRounds } from "../measure/rounds.ts";
import type { BenchRun } from "../run/bench.ts";
import type { Stores } from "../run/stores.ts";
import { type Crowd, gather, type Window } from "./crowd.ts";
import { startFloor } from "./floor-server.ts";
import { startGateway } from "./gateway-server.ts";
import { climb } from "./ladder.ts";
import { profileArguments } from "./profile-arguments.ts";
import type { Shape } from "./shapes.ts";
import { startSocketIo } from "./socket-io-server.ts";

/** Windows of one contender, those of a round at the same place. */
export interface Measured {
  readonly moderate: readonly Window[];
  readonly best: readonly Window[];
  /** The highest rate that was sustained on the way up; undefined where nothing was climbed. */
  readonly bestRate: number | undefined;
}

export interface ShapeResult {
  readonly shape: string;
  readonly title: string;
  readonly contenders: Readonly<Record<string, Measured>>;
}

export const MODERATE_RATE = 20_000;
const WARM_UP_SECONDS_MAX = 1;
/** The code is compiled for speed only after it has run for a while. */
const WARM_UP_RATE = 60_000;
const BEST_SECONDS = 2 / 3;
const STEP_SECONDS_MAX = 1.5;

/** Floor, peer and gateway side by side: warmed up, then up the ladder, then the rounds. */
export async function measureShape(
  { options, progress }: BenchRun,
  stores: Stores,
  shape: Shape,
  climbs: boolean,
): Promise<ShapeResult> {
  await using stack = new AsyncDisposableStack();
  const moderate = MODERATE_RATE * options.scale;
  const stepSeconds = Math.min(STEP_SECONDS_MAX, options.seconds);
  const warmUpSeconds = Math.min(WARM_UP_SECONDS_MAX, options.seconds);
  const crowds: Crowd[] = [];
  for (const start of [
    () => startFloor(stack, shape),
    () => startSocketIo(stack, stores, shape),
    () => startGateway(stack, stores, shape, profileArguments(options)),
  ]) {
    const server = await start();
    progress.tell(`${shape.title}: connecting ${shape.clients.length} clients to ${server.name}`);
    crowds.push(await gather(stack, server, shape.roomSize));
  }
  const best = new Map<string, number>();
  for (const crowd of crowds) {
    progress.tell(`${shape.title}: warming up ${crowd.name}`);
    await crowd.run(WARM_UP_RATE * options.scale, warmUpSeconds);
    if (climbs) {
      best.set(crowd.name, (await climb(crowd, moderate, stepSeconds, progress)).best);
    }
    progress.step();
  }
  const rounds = await runRounds(crowds, options.rounds, async (crowd, round) => {
    progress.tell(`${shape.title}: round ${round + 1} of ${options.rounds}, ${crowd.name}`);
    const atModerate = await crowd.run(moderate, options.seconds);
    const rate = best.get(crowd.name);
    const atBest = rate ? [await crowd.run(rate, options.seconds * BEST_SECONDS)] : [];
    progress.step();
    return { moderate: [atModerate], best: atBest };
  });
  const contenders = [...rounds].map(([name, results]) => {
    const measured: Measured = {
      moderate: results.flatMap((result) => result.moderate),
      best: results.flatMap((result) => result.best),
      bestRate: best.get(name),
    };
    return [name, measured] as const;
  });
  return { shape: shape.name, title: shape.title, contenders: Object.fromEntries(contenders) };
}

/** Steps of progress that a shape takes. */
export function stepsOf(rounds: number): number {
  return 3 * (rounds + 1);
}
