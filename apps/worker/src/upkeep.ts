import type { Logger } from "@chat/runtime";

/** Something that is done again and again, in every worker. */
export interface Upkeep {
  readonly name: string;
  readonly intervalMs: number;
  /** Several workers may run it at once. Returns what was done, for the log; undefined: nothing to tell. */
  run(): Promise<object | undefined>;
}

/**
 * Runs it at the start and then by a clock of the process: one that lives in
 * Redis would stop with the loss of Redis. Returns its stop.
 */
export function startUpkeep({ name, intervalMs, run }: Upkeep, logger: Logger): () => void {
  let running = false;
  const runLogged = () => {
    if (running) {
      return;
    }
    running = true;
    run()
      .then((done) => done && logger.info(done, `${name}: done`))
      .catch((error: unknown) => logger.error({ err: error }, `${name}: failed`))
      .finally(() => {
        running = false;
      });
  };
  runLogged();
  const timer = setInterval(runLogged, intervalMs);
  return () => clearInterval(timer);
}
