import {
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { contextOf } from "./traceparent.ts";

const TRACER = "chat";
/** Codes of errors are names; whatever is longer or has blanks in it may be a text of somebody's. */
const CODE = /^[\w.-]{1,64}$/;

/** Whether what is under way here is recorded; while tracing is off it never is. */
export function isTraced(): boolean {
  return trace.getActiveSpan()?.isRecording() === true;
}

/** Begins a span of a trace that came from elsewhere; whoever began it ends it. */
export function startSpanOf(traceparent: string, name: string, options: SpanOptions): Span {
  return trace.getTracer(TRACER).startSpan(name, options, contextOf(traceparent));
}

/** Does the work in a span below the one under way, where that is recorded. */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  return isTraced() ? recorded(name, options, work) : work();
}

/**
 * Does work that was caused elsewhere, in a span below the cause; without a
 * cause a trace begins here, of which the ratio decides whether it is recorded.
 */
export function inSpanOf<T>(
  traceparent: string | undefined,
  name: string,
  options: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  const cause = traceparent === undefined ? ROOT_CONTEXT : contextOf(traceparent);
  return context.with(cause, () => recorded(name, options, work));
}

/**
 * Does in one go what several traces wait for: a span of the first, with links
 * to the others. Of none it is what is under way here: that is somebody else's.
 *
 * @param traceparents one for each that waits, null where it is not recorded
 */
export function inSharedSpan<T>(
  traceparents: readonly (string | null)[],
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const [first, ...others] = traceparents.filter((traceparent) => traceparent !== null);
  if (first === undefined) {
    return detached(work);
  }
  const attributes = { "chat.batch.size": traceparents.length };
  return inSpanOf(first, name, { attributes, links: others.flatMap(toLink) }, work);
}

/** Does work that goes on for whoever comes next, outside of what happens to begin it. */
export function detached<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

/** Of an error its code alone is written: what it says may hold a text of somebody's. */
export function failSpan(span: Span, error: unknown): void {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  const type = [code, name].find((word) => typeof word === "string" && CODE.test(word));
  span.setAttribute("error.type", typeof type === "string" ? type : "unknown");
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function recorded<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  return trace.getTracer(TRACER).startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function toLink(traceparent: string): Link[] {
  const linked = trace.getSpanContext(contextOf(traceparent));
  return linked ? [{ context: linked }] : [];
}
