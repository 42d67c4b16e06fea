/// <reference path="./redis-parser.d.ts" />
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import RedisParser from "redis-parser";
import type { RedisAddress, RedisConfig } from "../config/redis.ts";
import { tlsOptions } from "./tls.ts";

/** A reply as Redis sent it: texts as bytes, lists as arrays. */
export type RawReply = Buffer | number | null | readonly RawReply[];

/** One connection to Redis, for one command after the other. It ends for good when anything goes wrong. */
export interface RawConnection {
  readonly isOpen: boolean;
  /** Rejects with what Redis refuses, and when the connection ends before the answer. */
  call(...command: readonly (string | number)[]): Promise<RawReply>;
  close(): void;
}

interface Waiting {
  resolve(reply: RawReply): void;
  reject(error: Error): void;
}

/**
 * For reading very much: ioredis takes seven times as long to take a reply
 * apart. There is nothing else to it, no retries, no queue.
 *
 * @param connectMs a connection that is not there by then fails
 * @param silenceMs one that says nothing for longer is dead; longer than any block asked of it
 * @throws (rejects) when Redis is not there, has another's certificate, or refuses the password
 */
export async function openRawConnection(
  config: RedisAddress & Pick<RedisConfig, "password" | "tls">,
  connectMs: number,
  silenceMs: number,
): Promise<RawConnection> {
  const { host, port, password } = config;
  const tls = tlsOptions(config);
  const socket = tls ? connectTls({ host, port, ...tls }) : connect({ host, port });
  socket.setNoDelay();
  const connection = overSocket(socket, silenceMs);
  const timer = setTimeout(() => socket.destroy(new Error("redis does not answer")), connectMs);
  try {
    await connection.call(...(password === undefined ? ["PING"] : ["AUTH", password]));
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function overSocket(socket: Socket, silenceMs: number): RawConnection {
  const waiting: Waiting[] = [];
  let failure: Error | undefined;
  const parser = new RedisParser({
    returnReply: (reply) => waiting.shift()?.resolve(reply as RawReply),
    returnError: (error) => waiting.shift()?.reject(error),
    returnFatalError: (error) => socket.destroy(error),
    returnBuffers: true,
  });
  socket.on("data", (bytes) => parser.execute(bytes));
  socket.setTimeout(silenceMs, () => socket.destroy(new Error("redis fell silent")));
  socket.on("end", () => socket.destroy());
  socket.on("error", (error) => {
    failure = error;
  });
  socket.on("close", () => {
    for (const { reject } of waiting.splice(0)) {
      reject(failure ?? new Error("the connection to redis ended"));
    }
  });
  return {
    get isOpen() {
      return !socket.destroyed;
    },
    call: (...command) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(failure ?? new Error("the connection to redis has ended"));
          return;
        }
        waiting.push({ resolve, reject });
        socket.write(encode(command));
      }),
    close: () => socket.destroy(),
  };
}

function encode(command: readonly (string | number)[]): string {
  const parts = command.map((part) => `$${Buffer.byteLength(String(part))}\r\n${part}\r\n`);
  return `*${command.length}\r\n${parts.join("")}`;
}
