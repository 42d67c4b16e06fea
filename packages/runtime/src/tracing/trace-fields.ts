import { trace } from "@opentelemetry/api";

/** What a log line says of the trace that it was written in, as OpenTelemetry names it. */
export function traceFields(): { trace_id?: string; span_id?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
