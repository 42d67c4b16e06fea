import { type Fault, STORE_BOUND } from "./fault.ts";

function restart(name: string, signal: NodeJS.Signals): Fault {
  return {
    name,
    strikes: "store",
    draw: ({ stores: { postgres } }, random) => ({
      detail: "postgres",
      takes: "postgres",
      bound: STORE_BOUND,
      holdMs: random.integer(0, 3_000),
      async inject() {
        postgres.signal(signal);
        await postgres.ended();
      },
      heal: () => postgres.start(),
    }),
  };
}

/** A fast shutdown: transactions are rolled back, everything is written. */
export const restartPostgres = restart("restart Postgres", "SIGINT");
/** An immediate one: the next start recovers from the log, as after a crash. */
export const crashPostgres = restart("crash Postgres", "SIGQUIT");
