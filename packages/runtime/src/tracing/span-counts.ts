import { Counter, type Registry } from "prom-client";

const OUTCOMES = ["exported", "failed", "dropped"] as const;
export type SpanOutcome = (typeof OUTCOMES)[number];

/** What became of spans: a trace with holes is the collector's fault, or the sampling's. */
export function countSpans(registry: Registry): (outcome: SpanOutcome, spans: number) => void {
  const counter = new Counter({
    name: "chat_trace_spans_total",
    help: "Recorded spans, by what became of them: the collector has them, it did not take them, or too many waited for it",
    labelNames: ["outcome"],
    registers: [registry],
  });
  for (const outcome of OUTCOMES) {
    counter.inc({ outcome }, 0);
  }
  return (outcome, spans) => counter.inc({ outcome }, spans);
}
