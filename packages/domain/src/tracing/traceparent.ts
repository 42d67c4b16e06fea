import { type Context, propagation, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";

/**
 * How a span travels, with an event, a row or a job: as W3C Trace Context
 * writes it, `00-<trace>-<span>-01`. Only what is recorded travels.
 */
export function traceparentOf(span: Span): string | null {
  const carrier: { traceparent?: string } = {};
  if (span.isRecording()) {
    propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
  }
  return carrier.traceparent ?? null;
}

/** Of the span under way here; null: none is recorded. */
export function currentTraceparent(): string | null {
  const span = trace.getActiveSpan();
  return span ? traceparentOf(span) : null;
}

/** Where a span begins that belongs below it; while tracing is off, nowhere. */
export function contextOf(traceparent: string): Context {
  return propagation.extract(ROOT_CONTEXT, { traceparent });
}
