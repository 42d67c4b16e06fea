import { stdSerializers } from "pino";

/**
 * What may be written of an error: what went wrong, and where. Libraries hang
 * more on theirs, such as the values of a row that Postgres refused, and the
 * arguments of a command that Redis did: texts, tokens, passwords.
 */
const WRITTEN = new Set([
  "type",
  "message",
  "stack",
  "code",
  "errno",
  "syscall",
  "address",
  "port",
  "statusCode",
  "severity",
  "schema",
  "table",
  "column",
  "constraint",
  "routine",
]);

/** Errors within an error. */
const INNER = ["aggregateErrors", "lastNodeError"];

type Fields = Readonly<Record<string, unknown>>;

/** An error as its log line has it. */
export function errorFields(error: Error): Fields {
  return error instanceof Error ? pick({ ...stdSerializers.err(error) }) : { message: "no error" };
}

function pick(fields: Fields): Fields {
  const written = Object.entries(fields).filter(([name]) => WRITTEN.has(name));
  const inner = INNER.filter((name) => name in fields).map((name) => {
    const value = fields[name];
    return [name, Array.isArray(value) ? value.map(pick) : pick({ ...(value as Fields) })] as const;
  });
  return { ...Object.fromEntries(written), ...commandOf(fields), ...Object.fromEntries(inner) };
}

/** Of a command of Redis, its name. */
function commandOf({ command }: Fields): Fields {
  const name = (command as { name?: unknown } | undefined)?.name;
  return typeof name === "string" ? { command: name } : {};
}
