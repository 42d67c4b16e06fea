import { parseArgs } from "node:util";
import { DEFAULT_ORGANISATION } from "./ids.ts";
import {
  CONCURRENCY_DEFAULT,
  CONCURRENCY_MAX,
  LISTENERS_DEFAULT,
  LISTENERS_MAX,
} from "./limits.ts";
import { ReplayError } from "./replay-error.ts";

export interface ReplayOptions {
  /** A path, or `-` for standard input. */
  readonly input: string;
  readonly apis: readonly string[];
  readonly gateways: readonly string[];
  readonly organisation: string;
  readonly secretFile: string | undefined;
  readonly listeners: number;
  readonly concurrency: number;
  /** Whether replies wait for their root only, not for the reply before them. */
  readonly looseThreads: boolean;
  /** Messages at most; Infinity without one. */
  readonly limit: number;
  readonly json: boolean;
}

export const USAGE = `Usage: pnpm replay <file | -> [options]

Posts recorded conversations through the public API, each message as its author, while sockets
listen, and tells what arrived. The input is JSON lines, gzipped or not:
  {"channel": "general", "thread": "welcome", "id": 1, "user": "ada", "ts": 1519660926, "content": "Hello"}
The first message of a thread is its root, the others are replies. A second run adds nothing twice.

  --url URL          an API; repeat it, or separate by commas (default http://localhost:8086)
  --ws URL           a gateway, likewise (default: /ws of each API)
  --listeners N      sockets that follow all channels, spread over the gateways (default ${LISTENERS_DEFAULT})
  --concurrency N    posts in flight (default ${CONCURRENCY_DEFAULT})
  --loose-threads    replies wait for their root only, not for one another: faster
  --limit N          stop after so many messages
  --org UUID         the organisation (default ${DEFAULT_ORGANISATION})
  --secret-file F    what tokens are signed with (default: JWT_SECRET, or what npm start keeps
                     in its data folder)
  --json             the result as JSON; always so in a pipe
`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws {ReplayError} saying what is wrong and what is accepted */
export function readOptions(args: readonly string[]): ReplayOptions | "help" {
  const { values, positionals } = parse(args);
  if (values.help) {
    return "help";
  }
  const [input, ...rest] = positionals;
  if (input === undefined || rest.length > 0) {
    throw new ReplayError(`one file is needed, or - for standard input\n\n${USAGE}`);
  }
  const apis = addresses("url", values.url, ["http:", "https:"]);
  const ws = values.ws ?? apis.map((api) => `${api.replace(/^http/, "ws")}/ws`);
  if (!UUID.test(values.org)) {
    throw new ReplayError(`--org takes a UUID, not "${values.org}"`);
  }
  return {
    input,
    apis,
    gateways: addresses("ws", ws, ["ws:", "wss:"]),
    organisation: values.org.toLowerCase(),
    secretFile: values["secret-file"],
    listeners: count("listeners", values.listeners, 0, LISTENERS_MAX),
    concurrency: count("concurrency", values.concurrency, 1, CONCURRENCY_MAX),
    looseThreads: values["loose-threads"],
    limit:
      values.limit === undefined
        ? Number.POSITIVE_INFINITY
        : count("limit", values.limit, 1, 2 ** 40),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((argument, index) => argument !== "--" || index > 0),
      allowPositionals: true,
      options: {
        url: { type: "string", multiple: true, default: ["http://localhost:8086"] },
        ws: { type: "string", multiple: true },
        listeners: { type: "string", default: String(LISTENERS_DEFAULT) },
        concurrency: { type: "string", default: String(CONCURRENCY_DEFAULT) },
        "loose-threads": { type: "boolean", default: false },
        limit: { type: "string" },
        org: { type: "string", default: DEFAULT_ORGANISATION },
        "secret-file": { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (cause) {
    throw new ReplayError(`${(cause as Error).message}\n\n${USAGE}`, { cause });
  }
}

function addresses(name: string, values: readonly string[], protocols: readonly string[]) {
  const all = values.flatMap((value) => value.split(",")).map((value) => value.trim());
  for (const value of all) {
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      throw new ReplayError(
        `--${name} takes addresses with ${protocols.join(" or ")}, not "${value}"`,
      );
    }
  }
  return all.map((value) => value.replace(/\/+$/, ""));
}

function count(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new ReplayError(`--${name} takes a whole number from ${min} to ${max}, not "${value}"`);
  }
  return number;
}
