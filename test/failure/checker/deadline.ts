import type { FaultWindow } from "../history.ts";

/** From an answer to every subscriber, with nothing wrong: what a dying process may take at most. */
export const BOUND_MS = 2_000;
/**
 * For the machine and not for the service: the answer and the delivery are
 * seen by one process that shares its processors with the whole service.
 */
export const MARGIN_MS = 1_500;

interface Disturbance {
  readonly from: number;
  /** What is under way by `from` must have arrived by this. */
  readonly deadline: number;
}

/** Faults as they bear on deliveries: those that overlap count as one, whose last one has to heal. */
export function disturbances(faults: readonly FaultWindow[]): Disturbance[] {
  const sorted = faults.toSorted((a, b) => a.from - b.from);
  const groups: FaultWindow[][] = [];
  for (const fault of sorted) {
    const group = groups.at(-1);
    const healedAt = Math.max(...(group ?? []).map((one) => one.healedAt));
    if (group && fault.from <= healedAt) {
      group.push(fault);
    } else {
      groups.push([fault]);
    }
  }
  return groups.map((group) => ({
    from: Math.min(...group.map(({ from }) => from)),
    deadline: deadlineOf(group),
  }));
}

/** One fault alone counts from where the contract counts it. */
function deadlineOf(group: readonly FaultWindow[]): number {
  const [only] = group;
  if (only && group.length === 1) {
    const start = only.bound.countsFrom === "injection" ? only.from : only.healedAt;
    return start + only.bound.ms;
  }
  const healedAt = Math.max(...group.map((fault) => fault.healedAt));
  return healedAt + Math.max(...group.map(({ bound }) => bound.ms));
}

/** When a message that was answered at `answeredAt` must have reached every subscriber. */
export function deadlineFor(answeredAt: number, disturbed: readonly Disturbance[]): number {
  let deadline = answeredAt + BOUND_MS;
  // A fault that begins while the message is still on its way gives it more time.
  for (const { from, deadline: later } of disturbed) {
    if (from <= deadline && later > deadline) {
      deadline = later;
    }
  }
  return deadline;
}
