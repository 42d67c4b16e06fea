import { type DestinationStream, type Logger, pino } from "pino";
import pretty from "pino-pretty";
import { errorFields } from "./error-fields.ts";
import { traceFields } from "./tracing/trace-fields.ts";

export type { Logger } from "pino";

/** Fields that must never be written, wherever an object that holds them is logged. */
const SECRETS = [
  "token",
  "authorization",
  "password",
  "secret",
  "content",
  "headers.authorization",
  "*.token",
  "*.authorization",
  "*.password",
  "*.secret",
  "*.content",
];

/**
 * Lines of a busy process leave together: a write for each costs more than all
 * else of it. In bytes, up to what a pipe holds, and in milliseconds.
 */
const GATHERING = { minLength: 32_768, maxWrite: 65_536, periodicFlush: 50 };

/**
 * Lines are gathered as bytes: of texts, the stream would count all that wait
 * again for each that comes.
 */
function gatherLines(dest: number): DestinationStream {
  const stream = pino.destination({ dest, sync: false, contentMode: "buffer", ...GATHERING });
  // Its published types know texts alone.
  const bytes = stream as unknown as { write(line: Buffer): boolean };
  return { write: (line) => bytes.write(Buffer.from(line)) };
}

/** What of a process's configuration concerns its log. */
interface LoggerConfig {
  readonly logLevel: string;
  /** Where it is set, a line names the trace that it was written in. */
  readonly tracing?: object | undefined;
}

/**
 * JSON lines into a pipe, readable lines at a terminal.
 *
 * @param file descriptor of where the lines go instead of standard output
 */
export function createLogger(
  name: string,
  { logLevel: level, tracing }: LoggerConfig,
  file?: number,
): Logger {
  const options = {
    name,
    level,
    redact: { paths: SECRETS, censor: "[redacted]" },
    serializers: { err: errorFields },
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(tracing ? { mixin: traceFields } : {}),
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return process.stdout.isTTY && file === undefined
    ? pino(options, pretty({ ignore: "pid,hostname", translateTime: "HH:MM:ss.l", sync: true }))
    : pino(options, gatherLines(file ?? 1));
}
