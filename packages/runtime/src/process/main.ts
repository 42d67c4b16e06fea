import { readConfig } from "../config/config.ts";
import type { ServerLimits } from "../http/server.ts";
import { createLogger } from "../logger.ts";
import type { App } from "./platform.ts";
import { isExplained, startProcess } from "./run.ts";
import { onStopSignal } from "./signals.ts";

/**
 * The whole life of a server process: reads its configuration, starts, runs
 * until SIGTERM or SIGINT, stops in order. What is wrong with the start is one
 * line on standard error, and exit code 1.
 */
export async function runMain(
  name: string,
  apps: readonly App[],
  limits: ServerLimits,
): Promise<void> {
  try {
    const config = readConfig(process.env);
    const logger = createLogger(name, config.logLevel);
    const running = await startProcess(name, config, apps, limits, logger);
    onStopSignal(async (signal) => {
      logger.info({ signal }, "stopping");
      await running.stop();
      logger.info("stopped");
    });
  } catch (error) {
    console.error(isExplained(error) ? `${name}: ${error.message}` : error);
    process.exitCode = 1;
  }
}
