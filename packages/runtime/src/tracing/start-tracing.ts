import type { TracingConfig } from "../config/tracing.ts";
import { readVersion } from "../metrics/build-metrics.ts";
import type { SpanListener } from "./sdk.ts";

/**
 * Traces this process from now on. Only here is OpenTelemetry's SDK loaded: the
 * service knows its API alone, which does nothing by itself. Returns its stop.
 */
export async function startTracing(
  process: string,
  config: TracingConfig,
  listener: SpanListener,
): Promise<() => Promise<void>> {
  const { startSdk } = await import("./sdk.ts");
  return startSdk({ name: `chat-${process}`, version: await readVersion() }, config, listener);
}
