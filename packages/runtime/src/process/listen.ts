import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { ConfigError } from "../config/environment.ts";

/** @throws {ConfigError} naming the variable, when the port is taken or not allowed. */
export async function listen(
  server: FastifyInstance,
  host: string,
  port: number,
  variable: string,
): Promise<number> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const reasons: Record<string, string> = {
      EADDRINUSE: `port ${port} is taken`,
      EACCES: `port ${port} needs more rights than this process has`,
      EADDRNOTAVAIL: `${host} is no address of this machine`,
      ENOTFOUND: `${host} is no address of this machine`,
    };
    const reason = reasons[String(code)];
    if (reason === undefined) {
      throw cause;
    }
    throw new ConfigError(`${reason}: set ${variable} to another one`, { cause });
  }
  return (server.server.address() as AddressInfo).port;
}
