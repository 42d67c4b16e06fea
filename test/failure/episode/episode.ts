import { walk } from "../clients/actor.ts";
import { channelSteps } from "../clients/channel-steps.ts";
import { messageSteps } from "../clients/message-steps.ts";
import { socketSteps } from "../clients/socket-steps.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Fault } from "../faults/fault.ts";
import { createHistory, type History } from "../history.ts";
import { createRandom } from "../random.ts";
import { settle } from "./settle.ts";
import { setStage } from "./stage.ts";
import { planStrikes, playStrikes } from "./strikes.ts";

const STEPS = [...messageSteps, ...channelSteps, ...socketSteps];
const PAUSE_MS_MAX = 120;

export interface EpisodeOptions {
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Below 1 the faults last less long. */
  readonly scale: number;
  readonly signal: AbortSignal;
  readonly onFault: (name: string, detail: string) => void;
}

/**
 * Actors do what they like while the nemesis strikes; then everything heals
 * and comes to rest. Every choice follows from the seed; when each comes true
 * is up to the machine.
 */
export async function playEpisode(cluster: Cluster, options: EpisodeOptions): Promise<History> {
  const history = createHistory();
  const random = createRandom(options.seed);
  const strikes = planStrikes(cluster, options.faults, random.fork());
  const stage = await setStage(cluster, history, random.fork());
  const done = new AbortController();
  const walking = Promise.all(
    stage.actors.map((actor) => walk(actor, STEPS, PAUSE_MS_MAX, done.signal)),
  );
  try {
    const { scale, signal, onFault } = options;
    await Promise.race([
      playStrikes(strikes, history, scale, signal, onFault),
      // It ends only by an error before it is told to.
      walking,
    ]);
    done.abort();
    await walking;
    await settle(cluster, stage, history);
  } finally {
    done.abort();
    for (const device of stage.actors.flatMap(({ devices }) => devices)) {
      device.close();
    }
  }
  return history;
}
