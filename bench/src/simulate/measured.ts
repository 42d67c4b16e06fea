import { readFile } from "node:fs/promises";

const DOCS = new URL("../../../docs/", import.meta.url);

/** What benches measured, as they wrote it into docs; times in seconds of a processor. */
export interface Measured {
  readonly delivery: number;
  readonly gatewayBytes: number;
  readonly socketBytes: number;
  readonly request: number;
  readonly statement: number;
  readonly streamEntry: number;
  /** To one reader: of Redis, and of its gateway. */
  readonly reply: { readonly redis: number; readonly gateway: number };
  /** That a socket's user is there: of Redis, and of its gateway. */
  readonly refresh: { readonly redis: number; readonly gateway: number };
  readonly indexedPerSecond: number;
  /** Of a message in Postgres with its event in the log, without search. */
  readonly storedBytes: number;
}

const MICRO = 1e-6;
const MIB = 2 ** 20;
const KIB = 2 ** 10;
/** Messages of the database of `pnpm bench growth`, whose size it tells. */
const GROWTH_MESSAGES = 10_100_000;

export async function readMeasured(): Promise<Measured> {
  const [performance, search, capacity] = await Promise.all(
    ["performance.md", "search.md", "capacity.md"].map((page) =>
      readFile(new URL(page, DOCS), "utf8"),
    ),
  );
  const of = (title: string, row: string, column: string) =>
    cellOf(performance ?? "", title, row, column);
  const ofRedis = (row: string, column: string) =>
    cellOf(capacity ?? "", "what gateways ask of Redis", row, column) * MICRO;
  return {
    delivery: of("CPU-seconds per 1M deliveries at 20,000/s", "100 rooms of 50", "gateway") * MICRO,
    gatewayBytes: of("memory of idle sockets", "gateway", "without") * MIB,
    socketBytes: of("memory of idle sockets", "gateway", "per socket") * KIB,
    request: of("CPU-seconds per 1M posts", "API, to 100 channels", "itself") * MICRO,
    statement: of("one post after the other", "Postgres, µs of processor time", "for each") * MICRO,
    streamEntry: of("CPU-seconds per 1M posts", "API, to 100 channels", "Redis") * MICRO,
    reply: {
      redis: ofRedis("a reply to a reader that waits", "Redis"),
      gateway: ofRedis("a reply to a reader that waits", "gateway"),
    },
    refresh: {
      redis: ofRedis("a socket is said to be there", "Redis"),
      gateway: ofRedis("a socket is said to be there", "gateway"),
    },
    indexedPerSecond: matchOf(search ?? "", /1,000,000 messages were indexed .* at ([\d,]+) a/),
    storedBytes: (matchOf(performance ?? "", /database was ([\d,]+) GB/) * 1e9) / GROWTH_MESSAGES,
  };
}

/** @throws {Error} if the page has no such table, row or column: a bench has renamed it */
export function cellOf(page: string, title: string, row: string, column: string): number {
  const lines = page.split("\n");
  const heading = lines.findIndex((line) => line.startsWith("**") && line.includes(title));
  const table = heading === -1 ? [] : lines.slice(heading + 2);
  const cells = (line: string) => line.split("|").map((cell) => cell.trim());
  const index = cells(table[0] ?? "").indexOf(column);
  const found = table.find((line) => line === "" || line.startsWith(`| ${row} |`));
  const text = cells(found ?? "")[index] ?? "";
  return figureOf(text, `${title}: ${row}, ${column}`);
}

function matchOf(page: string, pattern: RegExp): number {
  return figureOf(pattern.exec(page)?.[1] ?? "", String(pattern));
}

function figureOf(text: string, name: string): number {
  const figure = Number.parseFloat(text.replaceAll(/[*,]/g, ""));
  if (Number.isNaN(figure)) {
    throw new Error(`docs have no figure for ${name}`);
  }
  return figure;
}
