import { hostname } from "node:os";
import { context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { setGlobalErrorHandler, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { TracingConfig } from "../config/tracing.ts";
import { boundSpans, EXPORT_MS } from "./bounded-spans.ts";
import type { SpanOutcome } from "./span-counts.ts";

export interface SpanListener {
  onOutcome(outcome: SpanOutcome, spans: number): void;
  onFailure(error: unknown): void;
}

/**
 * Puts OpenTelemetry's SDK behind its API, which is all that the service itself
 * knows of. Of one process: the API is global. Returns its stop, which waits
 * for the collector, but not for long.
 */
export function startSdk(
  service: { readonly name: string; readonly version: string },
  config: TracingConfig,
  listener: SpanListener,
): () => Promise<void> {
  const exporter = new OTLPTraceExporter({
    url: config.url,
    headers: config.headers,
    timeoutMillis: EXPORT_MS,
  });
  const own = resourceFromAttributes({
    "service.name": service.name,
    "service.version": service.version,
    "service.instance.id": `${hostname()}/${process.pid}`,
  });
  const provider = new TracerProvider({
    // What the operator says in OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME goes before.
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    sampler: createSampler(config),
    spanProcessors: [boundSpans(exporter, listener.onOutcome)],
  });
  setGlobalErrorHandler(listener.onFailure);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  if (!trace.setGlobalTracerProvider(provider)) {
    throw new Error("this process is traced already");
  }
  return async () => {
    await provider.shutdown();
    trace.disable();
    propagation.disable();
    context.disable();
  };
}

/**
 * What travels inside the service is recorded where it was at its beginning. A
 * caller's span that is not, the ratio decides on, unless callers decide.
 */
function createSampler({ ratio, callersDecide }: TracingConfig): ParentBasedSampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  const remoteParentNotSampled = callersDecide ? new AlwaysOffSampler() : root;
  return new ParentBasedSampler({ root, remoteParentNotSampled });
}
