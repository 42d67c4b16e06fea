import { readConfig } from "../config/config.ts";
import type { ServerLimits } from "../http/server.ts";
import { createLogger } from "../logger.ts";
import type { App } from "./platform.ts";
import { isExplained, startProcess } from "./run.ts";
import { onStopSignal } from "./signals.ts";

/**
 * The whole life of a server process: reads its configuration, starts, runs
 * until SIGTERM or SIGINT, stops in order; when told during the start, as soon
 * as that is through. What is wrong with the start is one line on standard
 * error, and exit code 1.
 */
export async function runMain(
  name: string,
  apps: readonly App[],
  limits: ServerLimits,
): Promise<void> {
  try {
    const config = readConfig(process.env);
    const logger = createLogger(name, config);
    const starting = startProcess(name, config, apps, limits, logger);
    // Heard from the beginning: the first process of a container would pass over a signal that
    // it does not listen for.
    onStopSignal(async (signal) => {
      logger.info({ signal }, "stopping");
      const running = await starting.catch(() => undefined);
      await running?.stop();
      logger.info("stopped");
    });
    await starting;
  } catch (error) {
    console.error(isExplained(error) ? `${name}: ${error.message}` : error);
    process.exitCode = 1;
    // Listening for the parent's end is no reason to stay.
    process.channel?.unref();
  }
}
