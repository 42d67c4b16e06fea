import { once } from "node:events";
import { createServer } from "node:net";
import type { Config } from "@chat/runtime";
import { StartError } from "./start-error.ts";

/** Told before anything slow begins; listening itself would say the same at the end. */
export async function assertPortsFree(
  config: Pick<Config, "host" | "port" | "metricsPort">,
): Promise<void> {
  const ports = { CHAT_PORT: config.port, CHAT_METRICS_PORT: config.metricsPort };
  for (const [variable, port] of Object.entries(ports)) {
    if (await isTaken(config.host, port)) {
      throw new StartError(`port ${port} is taken: set ${variable} to another one`);
    }
  }
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const server = createServer().listen({ host, port });
  try {
    await once(server, "listening");
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  } finally {
    server.close();
  }
}
