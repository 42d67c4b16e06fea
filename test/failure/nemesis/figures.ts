import { BOUND_MS, MARGIN_MS } from "../checker/deadline.ts";
import { firstArrivals } from "../checker/delivered.ts";
import { answeredMessages, type Owed, owedDeliveries } from "../checker/in-time.ts";
import { PROMISES, type PromiseName, type Violation } from "../checker/violation.ts";
import type { FaultWindow, History } from "../history.ts";

/** Rounded up, since the times are fractions. */
const SOON_MS = BOUND_MS + MARGIN_MS + 1;

/** A run in numbers. */
export interface Figures {
  episodes: number;
  requests: number;
  acknowledged: number;
  frames: number;
  connections: number;
  resumed: number;
  events: number;
  deliveries: number;
  /** Messages owed to devices that followed all the time, and of these those that no fault gave more than 2 s. */
  owed: number;
  owedSoon: number;
  readonly violations: Record<PromiseName, number>;
  readonly faults: Map<string, FaultFigures>;
}

export interface FaultFigures {
  count: number;
  /** Of the messages answered while it lasted: the longest way to a device, from the later of answer and healing. */
  slowestMs: number;
}

export function createFigures(): Figures {
  const zeros = Object.keys(PROMISES).map((name) => [name, 0]);
  return {
    episodes: 0,
    requests: 0,
    acknowledged: 0,
    frames: 0,
    connections: 0,
    resumed: 0,
    events: 0,
    deliveries: 0,
    owed: 0,
    owedSoon: 0,
    violations: Object.fromEntries(zeros) as Record<PromiseName, number>,
    faults: new Map(),
  };
}

export function addEpisode(
  figures: Figures,
  history: History,
  violations: readonly Violation[],
): void {
  const { connections, requests, channels, faults } = history;
  const devices = new Set(connections.map(({ deviceId }) => deviceId)).size;
  figures.episodes += 1;
  figures.requests += requests.length;
  figures.acknowledged += answeredMessages(history).length;
  figures.frames += connections.reduce((sum, { received }) => sum + received.length, 0);
  figures.connections += connections.length;
  figures.resumed += connections.length - devices;
  figures.events += channels.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
  for (const own of firstArrivals(history).values()) {
    figures.deliveries += own.size;
  }
  for (const { promise } of violations) {
    figures.violations[promise] += 1;
  }
  const owed = owedDeliveries(history);
  figures.owed += owed.length;
  figures.owedSoon += owed.filter(({ at, deadline }) => deadline - at <= SOON_MS).length;
  const slowest = slowestBy(history, owed);
  for (const window of faults) {
    const known = figures.faults.get(window.fault) ?? { count: 0, slowestMs: 0 };
    figures.faults.set(window.fault, known);
    known.count += 1;
    known.slowestMs = Math.max(known.slowestMs, slowest.get(window) ?? 0);
  }
}

/** Of faults that overlapped with none, since nobody can say which of two it was. */
function slowestBy(history: History, owed: readonly Owed[]): Map<FaultWindow, number> {
  const arrivals = firstArrivals(history);
  const slowest = new Map<FaultWindow, number>();
  const alone = history.faults.filter(
    (fault) => !history.faults.some((other) => meets(fault, other)),
  );
  for (const { message, at, following } of owed) {
    const windows = alone.filter(
      ({ from, healedAt }) => at >= from - LEAD_MS && at <= healedAt + LEAD_MS,
    );
    const arrived = arrivals.get(following.deviceId)?.get(message.id);
    if (arrived !== undefined) {
      noteDelay(slowest, windows, at, arrived);
    }
  }
  return slowest;
}

function meets(fault: FaultWindow, other: FaultWindow): boolean {
  return fault !== other && fault.from <= other.healedAt && other.from <= fault.healedAt;
}

/** A message answered so shortly before a fault, or after it, still meets it. */
const LEAD_MS = 500;

function noteDelay(
  slowest: Map<FaultWindow, number>,
  windows: readonly FaultWindow[],
  at: number,
  arrived: number,
): void {
  for (const window of windows) {
    const { countsFrom } = window.bound;
    const begin = Math.max(at, countsFrom === "injection" ? window.from : window.healedAt);
    slowest.set(window, Math.max(slowest.get(window) ?? 0, arrived - begin));
  }
}
