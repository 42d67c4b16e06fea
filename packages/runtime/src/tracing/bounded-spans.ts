import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import {
  BatchSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace";
import type { SpanOutcome } from "./span-counts.ts";

/** Spans that wait or are on their way. Beyond it they are dropped: the work goes on. */
const WAITING_MAX = 2_048;
const BATCH_MAX = 512;
const BATCH_WAIT_MS = 1_000;
/** How long the collector may take for a batch; a stop waits for as long. */
export const EXPORT_MS = 5_000;

/** Sends spans on in batches, and tells what becomes of each. */
export function boundSpans(
  exporter: SpanExporter,
  note: (outcome: SpanOutcome, spans: number) => void,
): SpanProcessor {
  let waiting = 0;
  const counting: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, (result: ExportResult) => {
        waiting -= spans.length;
        note(result.code === ExportResultCode.SUCCESS ? "exported" : "failed", spans.length);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
  const batches = new BatchSpanProcessor({
    exporter: counting,
    maxQueueSize: WAITING_MAX,
    maxExportBatchSize: BATCH_MAX,
    scheduledDelayMillis: BATCH_WAIT_MS,
    exportTimeoutMillis: EXPORT_MS,
  });
  return {
    onStart: (...args) => batches.onStart(...args),
    onEnd(span) {
      if (waiting >= WAITING_MAX) {
        note("dropped", 1);
        return;
      }
      waiting += 1;
      batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  };
}
