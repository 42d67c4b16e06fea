import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { limits } from "@chat/contract";

export interface ClamdAddress {
  readonly host: string;
  readonly port: number;
}

const COMMAND = "zINSTREAM\0";
const LENGTH_BYTES = 4;
const END = Buffer.alloc(LENGTH_BYTES);

/**
 * Sends a stream to clamd, no faster than clamd takes it, and returns its
 * answer. That may come before the stream has ended, which then is not read on.
 *
 * @throws where clamd is away, ends without an answer or is silent for too
 *   long, where the stream fails, and when the signal is raised
 */
export async function sendStream(
  address: ClamdAddress,
  content: Readable,
  signal: AbortSignal,
): Promise<string> {
  const socket = connect(address.port, address.host);
  const destroy = () => socket.destroy(signal.reason);
  signal.addEventListener("abort", destroy, { once: true });
  try {
    await connected(socket);
    const answer = readAnswer(socket);
    // Whichever of the two fails first says why.
    await Promise.race([answer, sendAll(socket, content)]);
    return await answer;
  } finally {
    signal.removeEventListener("abort", destroy);
    socket.destroy();
    content.destroy();
  }
}

async function connected(socket: Socket): Promise<void> {
  const timer = setTimeout(
    () => socket.destroy(new Error("clamd does not take connections")),
    limits.CLAMD_CONNECT_MS,
  );
  try {
    await once(socket, "connect");
  } finally {
    clearTimeout(timer);
  }
  socket.setTimeout(limits.CLAMD_SILENCE_MS, () => {
    socket.destroy(new Error("clamd is silent"));
  });
}

/** Resolves with the answer up to its end, which clamd marks with a zero byte. */
function readAnswer(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
    const end = answer.indexOf("\0");
    if (end >= 0) {
      resolve(answer.slice(0, end));
    } else if (answer.length > limits.CLAMD_ANSWER_BYTES_MAX) {
      reject(new Error("what answers is no clamd"));
    }
  });
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("clamd ended the connection without an answer")));
  return promise;
}

/** Each chunk after its length, and a length of nothing at the end. */
async function sendAll(socket: Socket, content: Readable): Promise<void> {
  socket.write(COMMAND);
  for await (const chunk of content as AsyncIterable<Buffer>) {
    for (let from = 0; from < chunk.length; from += limits.CLAMD_CHUNK_BYTES_MAX) {
      const part = chunk.subarray(from, from + limits.CLAMD_CHUNK_BYTES_MAX);
      await wholeTurn();
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(part.length);
      socket.cork();
      socket.write(length);
      const hasRoom = socket.write(part);
      socket.uncork();
      if (!hasRoom) {
        await once(socket, "drain");
      }
    }
  }
  socket.write(END);
}

/**
 * Lets the event loop look at every connection once. Where the stream is too
 * long, clamd answers and ends the connection: a write to that, before the
 * answer is read, would fail and lose it.
 */
async function wholeTurn(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
