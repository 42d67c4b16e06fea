import { type Logger, pino } from "pino";
import pretty from "pino-pretty";
import { errorFields } from "./error-fields.ts";

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
 * JSON lines into a pipe, readable lines at a terminal.
 *
 * @param file descriptor of where the lines go instead of standard output
 */
export function createLogger(name: string, level: string, file?: number): Logger {
  const options = {
    name,
    level,
    redact: { paths: SECRETS, censor: "[redacted]" },
    serializers: { err: errorFields },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return process.stdout.isTTY && file === undefined
    ? pino(options, pretty({ ignore: "pid,hostname", translateTime: "HH:MM:ss.l", sync: true }))
    : pino(options, pino.destination({ dest: file ?? 1, sync: false, ...GATHERING }));
}
