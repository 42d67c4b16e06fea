import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../logger.ts";

interface Step {
  readonly name: string;
  readonly run: () => Promise<unknown> | unknown;
}

/** How long a stop may take after its drain window: what ends a process by force waits for longer. */
export const STOP_MS = 30_000;

/**
 * The ordered stop of a process. Steps run in the reverse order of their
 * registration, each awaited, all of them within one deadline: what was
 * started last, and needs the most, goes first.
 */
export class Lifecycle {
  readonly #steps: Step[] = [];
  readonly #drains: ((windowMs: number) => Promise<unknown> | unknown)[] = [];
  readonly #logger: Logger;
  #stopping: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  onStop(name: string, run: Step["run"]): void {
    this.#steps.push({ name, run });
  }

  /** Runs while a load balancer notices that the process is not ready any more. */
  onDrain(run: (windowMs: number) => Promise<unknown> | unknown): void {
    this.#drains.push(run);
  }

  /** A step of the stop: as long as the window, and until every drain is done. */
  async drain(windowMs: number): Promise<void> {
    await Promise.all([sleep(windowMs), ...this.#drains.map((run) => run(windowMs))]);
  }

  /** Runs every step once, however often it is called. Never rejects: a failed step is logged. */
  stop(extraMs = 0): Promise<void> {
    this.#stopping ??= this.#run(STOP_MS + extraMs);
    return this.#stopping;
  }

  async #run(deadlineMs: number): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    for (const step of this.#steps.toReversed()) {
      const remaining = Math.max(0, deadline - Date.now());
      await this.#runStep(step, remaining);
    }
  }

  async #runStep(step: Step, remainingMs: number): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("deadline passed")), remainingMs);
    try {
      await Promise.race([step.run(), late]);
      this.#logger.debug({ step: step.name }, "stopped");
    } catch (error) {
      this.#logger.error({ err: error, step: step.name }, "a step of the stop failed");
    } finally {
      clearTimeout(timer);
    }
  }
}
