import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { LINE_LENGTH_MAX } from "./limits.ts";
import { ReplayError } from "./replay-error.ts";

export interface SourceMessage {
  /** Its line in the input, from 1. */
  readonly line: number;
  readonly channel: string;
  /** Undefined for a message outside of threads. */
  readonly thread: string | undefined;
  readonly id: string | number;
  readonly user: string;
  /** Seconds since 1970, where it is known. */
  readonly ts: number | undefined;
  readonly content: string;
}

export interface Source {
  readonly messages: AsyncIterable<SourceMessage>;
  /** How much of the input has been read, 0 to 1; undefined where its size is unknown. */
  fraction(): number | undefined;
  /** Ends `messages`, even while it waits for input. */
  close(): void;
}

const isName = (value: unknown) => typeof value === "string" && value !== "";

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  channel: isName,
  thread: (value) => value === undefined || value === null || typeof value === "string",
  id: (value) => isName(value) || typeof value === "number",
  user: isName,
  ts: (value) => value === undefined || typeof value === "number",
  content: (value) => typeof value === "string",
};

const ACCEPTED = `a line is {"channel": text, "thread": text or null, "id": number or text, "user": text, "ts": number, "content": text}`;

/**
 * Reads messages from a file, or from `stdin` for `-`, gzipped or not, a line
 * at a time: memory does not grow with the input.
 *
 * @throws {ReplayError} if the file cannot be read; while iterating, naming the first bad line
 */
export async function openSource(input: string, stdin: Readable): Promise<Source> {
  const name = input === "-" ? "standard input" : input;
  const size = input === "-" ? undefined : await fileSize(input);
  const bytes = input === "-" ? stdin : createReadStream(input);
  let bytesRead = 0;
  async function* counted() {
    for await (const chunk of bytes) {
      bytesRead += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  }
  return {
    messages: readMessages(counted(), name),
    fraction: () => (size === undefined ? undefined : bytesRead / Math.max(size, 1)),
    close: () => bytes.destroy(),
  };
}

async function fileSize(path: string): Promise<number> {
  try {
    const file = await stat(path);
    if (file.isDirectory()) {
      throw new Error("it is a folder");
    }
    return file.size;
  } catch (cause) {
    throw new ReplayError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

async function* readMessages(bytes: AsyncGenerator<Buffer>, name: string) {
  let line = 0;
  for await (const text of readLines(await plain(bytes), name)) {
    line++;
    if (text.trim() !== "") {
      yield parseLine(text, line, name);
    }
  }
}

/** Unpacks what begins with gzip's magic bytes. */
async function plain(bytes: AsyncGenerator<Buffer>): Promise<AsyncIterable<Buffer>> {
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await bytes.next();
    if (done) {
      break;
    }
    head = Buffer.concat([head, value]);
  }
  async function* whole() {
    yield head;
    yield* bytes;
  }
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  if (!zipped) {
    return whole();
  }
  const unzipped = createGunzip();
  // What goes wrong is thrown to whoever reads the unzipped side.
  pipeline(Readable.from(whole()), unzipped, () => undefined);
  return unzipped;
}

async function* readLines(bytes: AsyncIterable<Buffer>, name: string) {
  const decoder = new TextDecoder();
  let rest = "";
  let line = 0;
  try {
    for await (const chunk of bytes) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      line += lines.length;
      yield* lines;
      if (rest.length > LINE_LENGTH_MAX) {
        throw bad(line + 1, name, `it is longer than ${LINE_LENGTH_MAX} characters`);
      }
    }
  } catch (cause) {
    throw cause instanceof ReplayError
      ? cause
      : new ReplayError(`${name} cannot be read after line ${line}: ${(cause as Error).message}`, {
          cause,
        });
  }
  yield rest + decoder.decode();
}

function parseLine(text: string, line: number, name: string): SourceMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad(line, name, "it is not JSON", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(line, name, "it is not an object");
  }
  const message = value as Record<string, unknown>;
  const faults = Object.entries(FIELDS).filter(([name, isValid]) => !isValid(message[name]));
  if (faults.length > 0) {
    throw bad(line, name, `${faults.map(([field]) => field).join(", ")} missing or wrong`);
  }
  const { channel, thread, id, user, ts, content } = message as unknown as SourceMessage;
  return { line, channel, thread: thread ?? undefined, id, user, ts, content };
}

function bad(line: number, name: string, fault: string, options?: ErrorOptions): ReplayError {
  return new ReplayError(
    `line ${line} of ${name} is not a message: ${fault}; ${ACCEPTED}`,
    options,
  );
}
