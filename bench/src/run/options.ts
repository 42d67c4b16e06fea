import { parseArgs } from "node:util";

export interface BenchOptions {
  readonly name: string;
  /** Few rounds, short ones: for work on the code. */
  readonly quick: boolean;
  readonly rounds: number;
  /** Of one window of a round. */
  readonly seconds: number;
  /** The part of each shape's sockets and rates that is used; 1 is what the shape says. */
  readonly scale: number;
  /** The parts of the measurement to run; empty: all. */
  readonly only: readonly string[];
  /** Whether the tables go into docs/performance.md. */
  readonly writes: boolean;
  readonly json: boolean;
  /** Where the figures are kept, if not where they usually are. */
  readonly resultsFolder: string | undefined;
  /** A file of conversations, as `pnpm replay` reads it. */
  readonly input: string | undefined;
  /** How many messages are seeded. */
  readonly messages: number;
  /** A folder for CPU profiles of what is measured. */
  readonly profileFolder: string | undefined;
}

const ROUNDS = { usual: 7, quick: 3, max: 100 };
const MESSAGES = { usual: 1_000_000, max: 100_000_000 };
const SECONDS = { usual: 3, quick: 1, max: 60 };

/** What is wrong with the command line, for the person who wrote it. */
export class UsageError extends Error {}

export function usage(benches: readonly { name: string; description: string }[]): string {
  const lines = benches.map(({ name, description }) => `  ${name.padEnd(13)}${description}`);
  return `Usage: pnpm bench <name> [options]

${lines.join("\n")}

  --rounds N     paired rounds (default ${ROUNDS.usual})
  --seconds N    length of one window of a round (default ${SECONDS.usual})
  --quick        ${ROUNDS.quick} rounds of ${SECONDS.quick} s, for work on the code
  --scale N      part of the sockets and rates, above 0 up to 1 (default 1)
  --only a,b     only these parts
  --write        put the tables into the page of docs
  --input FILE   conversations, as pnpm replay reads them; of search, seed and simulate
  --messages N   how many messages seed writes (default ${MESSAGES.usual.toLocaleString("en")})
  --profile DIR  keep CPU profiles of what is measured there, and a flame chart
  --results DIR  keep the figures there (default bench/results)
  --json         the result as JSON; always so in a pipe
`;
}

export function readOptions(
  args: readonly string[],
  benches: readonly { name: string; description: string }[],
): BenchOptions | "help" {
  const { values, positionals } = parse(args, usage(benches));
  if (values.help) {
    return "help";
  }
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0 || !benches.some((bench) => bench.name === name)) {
    const names = benches.map((bench) => bench.name).join(", ");
    throw new UsageError(`one name is needed, of ${names}\n\n${usage(benches)}`);
  }
  const length = values.quick ? "quick" : "usual";
  return {
    name,
    quick: values.quick,
    rounds: number("rounds", values.rounds ?? `${ROUNDS[length]}`, 2, ROUNDS.max),
    seconds: number("seconds", values.seconds ?? `${SECONDS[length]}`, 0.1, SECONDS.max),
    scale: number("scale", values.scale, 0.001, 1),
    only: values.only?.split(",") ?? [],
    writes: values.write,
    json: values.json,
    resultsFolder: values.results,
    input: values.input,
    messages: number("messages", values.messages, 1, MESSAGES.max),
    profileFolder: values.profile,
  };
}

function parse(args: readonly string[], text: string) {
  try {
    return parseArgs({
      args: args.filter((argument) => argument !== "--"),
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        rounds: { type: "string" },
        seconds: { type: "string" },
        scale: { type: "string", default: "1" },
        only: { type: "string" },
        write: { type: "boolean", default: false },
        input: { type: "string" },
        messages: { type: "string", default: String(MESSAGES.usual) },
        profile: { type: "string" },
        results: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n\n${text}`, { cause });
  }
}

function number(name: string, value: string, min: number, max: number): number {
  const parsed = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || parsed < min || parsed > max) {
    throw new UsageError(`--${name} takes a number from ${min} to ${max}, not "${value}"`);
  }
  return parsed;
}
