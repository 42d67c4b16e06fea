import { checkHistory } from "../checker/check-history.ts";
import type { Violation } from "../checker/violation.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { playEpisode } from "../episode/episode.ts";
import type { Fault } from "../faults/fault.ts";
import { createRandom, SEED_MAX } from "../random.ts";
import { addEpisode, createFigures, type Figures } from "./figures.ts";
import type { Progress } from "./progress.ts";

const MINUTE_MS = 60_000;
const SHOWN_MAX = 20;
/** So that the later ones share no draw with the first. */
const LATER_EPISODES = 0x2545_f491;

export interface RunOptions {
  readonly seed: number;
  /** Episodes begin for so long; one at least. */
  readonly minutes: number;
  readonly faults: readonly Fault[];
  readonly scale: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Episode after episode, each on an organisation of its own, and what was wrong in them. */
export async function runEpisodes(
  cluster: Cluster,
  { seed, minutes, faults, scale, signal, progress }: RunOptions,
): Promise<{ figures: Figures; violations: Violation[] }> {
  const figures = createFigures();
  const seedOf = createSeeds(seed);
  const violations: Violation[] = [];
  const end = performance.now() + minutes * MINUTE_MS;
  for (let episode = 0; !signal.aborted; episode += 1) {
    const episodeSeed = seedOf(episode);
    progress.note("episode", { seed: episodeSeed, done: episode });
    const history = await playEpisode(cluster, {
      seed: episodeSeed,
      faults,
      scale,
      signal,
      onFault: (fault, detail) => progress.tell("fault", { fault, detail }),
    });
    const found = checkHistory(history);
    addEpisode(figures, history, found);
    violations.push(...found);
    for (const { promise, detail } of found.slice(0, SHOWN_MAX)) {
      progress.note("violation", { promise, detail, seed: episodeSeed });
    }
    if (performance.now() >= end) {
      break;
    }
  }
  return { figures, violations };
}

/** The first episode has the seed of the run, so that any can be repeated alone. */
function createSeeds(seed: number): (episode: number) => number {
  const later = createRandom(seed ^ LATER_EPISODES);
  return (episode) => (episode === 0 ? seed : later.integer(1, SEED_MAX));
}
