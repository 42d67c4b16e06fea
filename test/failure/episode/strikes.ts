import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../cluster/cluster.ts";
import { type Fault, type Injection, play } from "../faults/fault.ts";
import { type History, now } from "../history.ts";
import type { Random } from "../random.ts";

/** One fault, or two that overlap. */
export interface Strike {
  readonly quietMs: number;
  readonly injections: readonly {
    readonly name: string;
    readonly injection: Injection;
    readonly delayMs: number;
  }[];
}

const QUIET_MS_MAX = 4_000;
const OVERLAP_CHANCE = 0.3;
const DELAY_MS_MAX = 2_000;

/**
 * First those that strike processes, as long as no store excuses a delivery
 * for half a minute; then all of them together.
 */
export function planStrikes(cluster: Cluster, faults: readonly Fault[], random: Random): Strike[] {
  const onProcesses = faults.filter(({ strikes }) => strikes === "process");
  return [...shuffle(cluster, onProcesses, random), ...shuffle(cluster, faults, random)];
}

/** The faults in an order of their own, some together with the next one. */
function shuffle(cluster: Cluster, faults: readonly Fault[], random: Random): Strike[] {
  const waiting = [...faults];
  const strikes: Strike[] = [];
  while (waiting.length > 0) {
    const drawn = [take(cluster, waiting, random)];
    if (waiting.length > 0 && random.chance(OVERLAP_CHANCE)) {
      const second = take(cluster, waiting, random);
      // What takes away of the same comes after it, not with it.
      if (second.injection.takes === drawn[0]?.injection.takes) {
        strikes.push(strikeOf([second], random));
      } else {
        drawn.push(second);
      }
    }
    strikes.push(strikeOf(drawn, random));
  }
  return strikes;
}

function take(cluster: Cluster, waiting: Fault[], random: Random) {
  const [fault] = waiting.splice(random.integer(0, waiting.length - 1), 1);
  if (!fault) {
    throw new Error("there is no fault left");
  }
  return { name: fault.name, injection: fault.draw(cluster, random) };
}

function strikeOf(
  drawn: readonly { readonly name: string; readonly injection: Injection }[],
  random: Random,
): Strike {
  return {
    quietMs: random.integer(0, QUIET_MS_MAX),
    injections: drawn.map((one, index) => ({
      ...one,
      delayMs: index === 0 ? 0 : random.integer(0, DELAY_MS_MAX),
    })),
  };
}

/**
 * Plays the strikes, one after the other; after the signal no further one.
 *
 * @param scale below 1 everything takes less long
 */
export async function playStrikes(
  strikes: readonly Strike[],
  history: History,
  scale: number,
  signal: AbortSignal,
  onFault: (name: string, detail: string) => void,
): Promise<void> {
  for (const { quietMs, injections } of strikes) {
    await sleep(quietMs * scale);
    if (signal.aborted) {
      return;
    }
    await Promise.all(
      injections.map(async ({ name, injection, delayMs }) => {
        await sleep(delayMs * scale);
        const { detail, bound } = injection;
        onFault(name, detail);
        const window = {
          fault: name,
          detail,
          from: now(),
          healedAt: Number.POSITIVE_INFINITY,
          bound,
        };
        history.faults.push(window);
        await play(injection, scale);
        window.healedAt = now();
      }),
    );
  }
}
