import { parseArgs } from "node:util";
import { ALL_FAULTS } from "../faults/all-faults.ts";
import type { Fault } from "../faults/fault.ts";
import { randomSeed, SEED_MAX } from "../random.ts";

const MINUTES_MAX = 24 * 60;

export interface NemesisOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly faultNames: readonly string[];
  readonly faults: readonly Fault[];
  /** Whether the figures go into the page. */
  readonly writes: boolean;
}

export const USAGE = `Usage: pnpm nemesis [--minutes N] [--seed S] [--faults a,b,…] [--write]

Runs the service as processes, clients against it, and faults on it, episode after episode, and holds
what every client saw against the contract. Ends with a table, and exit code 1 if anything was wrong.

  --minutes N    begin episodes for so long (default 5); each takes one or two minutes
  --seed S       repeat the choices of an earlier run; of one episode of it: its own seed, and --minutes 0
  --faults …     only these: ${Object.keys(ALL_FAULTS).join(", ")}
  --write        put the figures into docs/reliability.md
`;

/** What is wrong with the command line, for the person who wrote it. */
export class UsageError extends Error {}

export function readOptions(args: readonly string[]): NemesisOptions | "help" {
  const { values } = parse(args);
  if (values.help) {
    return "help";
  }
  const faultNames = values.faults?.split(",") ?? Object.keys(ALL_FAULTS);
  return {
    minutes: whole("minutes", values.minutes, 0, MINUTES_MAX),
    seed: values.seed === undefined ? randomSeed() : whole("seed", values.seed, 1, SEED_MAX),
    faultNames,
    faults: chooseFaults(faultNames),
    writes: values.write,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((argument) => argument !== "--"),
      options: {
        minutes: { type: "string", default: "5" },
        seed: { type: "string" },
        faults: { type: "string" },
        write: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n\n${USAGE}`, { cause });
  }
}

export function chooseFaults(names: readonly string[]): Fault[] {
  return names.flatMap((name) => {
    const known = ALL_FAULTS[name];
    if (!known) {
      const all = Object.keys(ALL_FAULTS).join(", ");
      throw new UsageError(`there is no fault "${name}"; there are: ${all}`);
    }
    return Array.from({ length: known.times }, () => known.fault);
  });
}

function whole(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not "${value}"`);
  }
  return number;
}
