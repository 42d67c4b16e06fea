import type { Config } from "../config/config.ts";
import { ConfigError } from "../config/environment.ts";
import { addHealthRoutes } from "../http/health-routes.ts";
import { leaveConnections } from "../http/leave-connections.ts";
import { createMetricsServer } from "../http/metrics-server.ts";
import { createServer, type ServerLimits } from "../http/server.ts";
import { createLogger, type Logger } from "../logger.ts";
import { describeBuild } from "../metrics/build-metrics.ts";
import { MigrationError } from "../migrate/error.ts";
import { readMigrations } from "../migrate/files.ts";
import { MIGRATIONS_FOLDER } from "../migrate/folder.ts";
import { assertSchema } from "../migrate/guard.ts";
import { assertSettings } from "../migrate/settings.ts";
import { countSpans } from "../tracing/span-counts.ts";
import { startTracing } from "../tracing/start-tracing.ts";
import { listen } from "./listen.ts";
import { type App, createPlatform, type Platform } from "./platform.ts";

export interface RunningProcess {
  readonly platform: Platform;
  readonly port: number;
  readonly metricsPort: number;
  /** Ordered stop; never rejects. */
  stop(): Promise<void>;
}

/**
 * Builds the platform, mounts the apps, listens. When it fails half-way,
 * what was started is stopped before the error is thrown.
 */
export async function startProcess(
  name: string,
  config: Config,
  apps: readonly App[],
  limits: ServerLimits,
  logger: Logger = createLogger(name, config),
): Promise<RunningProcess> {
  const server = createServer(logger, limits, config.tracing);
  server.server.maxConnections = config.connectionsMax;
  const platform = createPlatform(name, config, logger, server);
  const { lifecycle, health } = platform;
  const metricsServer = createMetricsServer(platform.metrics, health, limits);
  lifecycle.onStop("metrics server", () => metricsServer.close());
  leaveConnections(server, lifecycle);
  addHealthRoutes(server, health);
  try {
    const onOutcome = countSpans(platform.metrics);
    if (config.tracing) {
      const listener = {
        onOutcome,
        onFailure: (error: unknown) => logger.warn({ err: error }, "spans were not exported"),
      };
      lifecycle.onStop("traces", await startTracing(name, config.tracing, listener));
    }
    const migrations = await readMigrations(MIGRATIONS_FOLDER);
    await describeBuild(platform.metrics, migrations);
    await assertSchema(platform.postgres, migrations);
    await assertSettings(platform.postgres, config.events);
    for (const app of apps) {
      await app(platform);
    }
    lifecycle.onStop("server", () => server.close());
    // Not ready first: a load balancer goes on sending until it has noticed.
    lifecycle.onStop("drain", () => lifecycle.drain(config.drainMs));
    lifecycle.onStop("readiness", () => health.drain());
    const port = await listen(server, config.host, config.port, "CHAT_PORT");
    const metricsPort = await listen(
      metricsServer,
      config.host,
      config.metricsPort,
      "CHAT_METRICS_PORT",
    );
    logger.info({ port, metricsPort }, "listening");
    return { platform, port, metricsPort, stop: () => lifecycle.stop(config.drainMs) };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** An error that is its own explanation: one line, no stack. */
export function isExplained(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof MigrationError;
}
