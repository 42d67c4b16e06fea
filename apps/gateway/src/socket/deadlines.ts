const TICK_MS = 1_000;

/**
 * Deadlines of all sockets on one timer, to the second: a wheel whose slots
 * are the seconds to come.
 */
export class Deadlines {
  readonly #slots = new Map<number, Set<() => void>>();
  readonly #timer: NodeJS.Timeout;
  #turned = currentSecond();

  constructor() {
    this.#timer = setInterval(() => this.#turn(), TICK_MS);
  }

  /** Calls `action` once, at that second of the epoch or right after; returns its cancellation. */
  at(second: number, action: () => void): () => void {
    const slot = Math.max(Math.ceil(second), this.#turned + 1);
    const actions = this.#slots.get(slot) ?? new Set();
    this.#slots.set(slot, actions.add(action));
    return () => {
      actions.delete(action);
      if (actions.size === 0) {
        this.#slots.delete(slot);
      }
    };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    for (const now = currentSecond(); this.#turned < now; ) {
      this.#turned += 1;
      const due = this.#slots.get(this.#turned);
      this.#slots.delete(this.#turned);
      for (const action of due ?? []) {
        action();
      }
    }
  }
}

export function currentSecond(): number {
  return Math.floor(Date.now() / TICK_MS);
}
