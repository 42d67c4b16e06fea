import { limits } from "@chat/contract";
import {
  type App,
  createLogger,
  type Logger,
  type Platform,
  readConfig,
  type ServerLimits,
  startProcess,
} from "@chat/runtime";
import { SEARCHED_OUTPUT } from "./searched-output.ts";
import type { Teardown } from "./teardown.ts";

export interface TestProcess {
  readonly platform: Platform;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly metricsUrl: string;
  /** Before the test ends, which stops it too. */
  stop(): Promise<void>;
}

/**
 * Runs apps inside the test's own process, listening on free ports: quick, and
 * their code can be looked into. What they log is searched, and shown only where
 * `LOG_LEVEL` is set.
 *
 * @param environment of `createTestEnvironment`
 */
export async function startTestProcess(
  t: Teardown,
  apps: readonly App[],
  environment: Readonly<Record<string, string>>,
  serverLimits: ServerLimits = limits.SERVER_LIMITS,
): Promise<TestProcess> {
  const logger = createTestLogger();
  const config = readConfig(environment);
  const running = await startProcess("test", config, apps, serverLimits, logger);
  t.teardown(() => running.stop());
  return {
    platform: running.platform,
    url: `http://127.0.0.1:${running.port}`,
    metricsUrl: `http://127.0.0.1:${running.metricsPort}`,
    stop: () => running.stop(),
  };
}

function createTestLogger(): Logger {
  const shown = process.env["LOG_LEVEL"];
  if (shown !== undefined || SEARCHED_OUTPUT === undefined) {
    return createLogger("test", { logLevel: shown ?? "silent" });
  }
  return createLogger("test", { logLevel: "info" }, SEARCHED_OUTPUT);
}
