import { type Span, SpanKind } from "@opentelemetry/api";
import type { StoredEvent } from "../events/event.ts";
import { startEventSpan } from "../events/event-span.ts";
import { failSpan } from "../tracing/spans.ts";
import { traceparentOf } from "../tracing/traceparent.ts";

/** What Redis said of each event: null, it took it; undefined, nothing. */
type Answers = readonly (Error | null | undefined)[];

/**
 * Appends events, each in a span of its own where its trace is recorded.
 *
 * @param append gets these spans as they travel with their events, null where there is none
 */
export async function inPublishSpans(
  events: readonly StoredEvent[],
  append: (traces: readonly (string | null)[]) => Promise<Answers>,
): Promise<Answers> {
  const spans = events.map(startPublishing);
  try {
    const answers = await append(spans.map((span) => (span ? traceparentOf(span) : null)));
    endAll(spans, (index) => answers[index]);
    return answers;
  } catch (error) {
    endAll(spans, () => error);
    throw error;
  }
}

function startPublishing(event: StoredEvent): Span | undefined {
  const { trace } = event;
  return trace === null
    ? undefined
    : startEventSpan(trace, "publish event", SpanKind.PRODUCER, event);
}

/** @param errorOf why an event was not taken; null: it was */
function endAll(spans: readonly (Span | undefined)[], errorOf: (index: number) => unknown): void {
  for (const [index, span] of spans.entries()) {
    if (!span) {
      continue;
    }
    const error = errorOf(index);
    if (error !== null) {
      failSpan(span, error);
    }
    span.end();
  }
}
