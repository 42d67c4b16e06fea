const TICK_MS = 1_000;

/** What has something to do at a second of the epoch. */
export interface Due {
  /** The second; the wheel keeps it here. */
  dueAt: number;
  onDue(): void;
}

/**
 * Deadlines of all sockets on one timer, to the second: a wheel whose slots
 * are the seconds to come. Each has one at most, which it keeps itself, so that
 * a deadline is no object and no closure.
 */
export class Deadlines {
  readonly #slots = new Map<number, Set<Due>>();
  readonly #timer: NodeJS.Timeout;
  #turned = currentSecond();

  constructor() {
    this.#timer = setInterval(() => this.#turn(), TICK_MS);
  }

  /** Calls `onDue` once, at that second of the epoch or right after, in place of what was set before. */
  set(due: Due, second: number): void {
    this.clear(due);
    due.dueAt = Math.max(Math.ceil(second), this.#turned + 1);
    const slot = this.#slots.get(due.dueAt) ?? new Set();
    this.#slots.set(due.dueAt, slot.add(due));
  }

  clear(due: Due): void {
    const slot = this.#slots.get(due.dueAt);
    if (slot?.delete(due) && slot.size === 0) {
      this.#slots.delete(due.dueAt);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    for (const now = currentSecond(); this.#turned < now; ) {
      this.#turned += 1;
      const slot = this.#slots.get(this.#turned);
      this.#slots.delete(this.#turned);
      for (const due of slot ?? []) {
        due.onDue();
      }
    }
  }
}

export function currentSecond(): number {
  return Math.floor(Date.now() / TICK_MS);
}
