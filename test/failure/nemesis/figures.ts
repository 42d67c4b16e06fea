import { deadlineFor, disturbances } from "../checker/deadline.ts";
import { firstArrivals } from "../checker/delivered.ts";
import { answeredMessages } from "../checker/in-time.ts";
import { PROMISES, type PromiseName, type Violation } from "../checker/violation.ts";
import type { FaultWindow, History } from "../history.ts";

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
  const slowest = slowestBy(history);
  for (const window of faults) {
    const known = figures.faults.get(window.fault) ?? { count: 0, slowestMs: 0 };
    figures.faults.set(window.fault, known);
    known.count += 1;
    known.slowestMs = Math.max(known.slowestMs, slowest.get(window) ?? 0);
  }
}

/** Only deliveries to devices that followed all the time count. */
function slowestBy(history: History): Map<FaultWindow, number> {
  const arrivals = firstArrivals(history);
  const slowest = new Map<FaultWindow, number>();
  const disturbed = disturbances(history.faults);
  for (const { message, at } of answeredMessages(history)) {
    const windows = history.faults.filter(
      ({ from, healedAt }) => at >= from - LEAD_MS && at <= healedAt + LEAD_MS,
    );
    if (windows.length === 0) {
      continue;
    }
    const deadline = deadlineFor(at, disturbed);
    for (const { deviceId, channelId, from, to = Number.POSITIVE_INFINITY } of history.followings) {
      const arrived = arrivals.get(deviceId)?.get(message.id);
      const isOwed = channelId === message.channel_id && from <= at && to > deadline;
      if (arrived !== undefined && isOwed) {
        noteDelay(slowest, windows, at, arrived);
      }
    }
  }
  return slowest;
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
