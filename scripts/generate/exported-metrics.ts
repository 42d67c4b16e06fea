import { apiApp } from "@chat/api";
import { limits } from "@chat/contract";
import { gatewayApp } from "@chat/gateway";
import { type App, createLogger, readConfig, startProcess } from "@chat/runtime";
import { workerApp } from "@chat/worker";
import { withFreshDatabase } from "./fresh-database.ts";

const APPS: Readonly<Record<string, App>> = { api: apiApp, gateway: gatewayApp, worker: workerApp };

/** Nobody listens there: without a database no process starts, without the rest it does. */
const NOWHERE = "127.0.0.1:1";

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

export interface ExportedMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  /** The kinds that export it. */
  readonly processes: readonly string[];
  readonly help: string;
}

/** What begins the names of ours; those of Node differ by system. */
const PREFIX = "chat_";

/** Everything of ours that a process of each kind has in its registry, by name. */
export async function exportedMetrics(): Promise<ExportedMetric[]> {
  return withFreshDatabase(async (databaseUrl) => {
    const all = new Map<string, ExportedMetric>();
    for (const [process, app] of Object.entries(APPS)) {
      for (const { name, type, labelNames, help } of await metricsOf(process, app, databaseUrl)) {
        const processes = [...(all.get(name)?.processes ?? []), process];
        all.set(name, { name, type, labels: labelNames, processes, help });
      }
    }
    return [...all.values()].sort((a, b) => a.name.localeCompare(b.name));
  });
}

async function metricsOf(name: string, app: App, databaseUrl: string): Promise<Metric[]> {
  const config = readConfig({
    CHAT_HOST: "127.0.0.1",
    CHAT_PORT: "0",
    CHAT_METRICS_PORT: "0",
    DATABASE_URL: databaseUrl,
    DRAIN_SECONDS: "0",
    JWT_SECRET: "generated".repeat(4),
    REDIS_ADDR: NOWHERE,
    S3_ENDPOINT: `http://${NOWHERE}`,
    S3_ACCESS_KEY: "generated",
    S3_SECRET_KEY: "generated",
    ATTACHMENT_SCAN: "off",
  });
  const logger = createLogger(name, { logLevel: "silent" });
  const running = await startProcess(name, config, [app], limits.SERVER_LIMITS, logger);
  try {
    // The published types do not know the names of the labels.
    const metrics = running.platform.metrics.getMetricsAsArray() as unknown as Metric[];
    return metrics.filter((metric) => metric.name.startsWith(PREFIX));
  } finally {
    await running.stop();
  }
}
