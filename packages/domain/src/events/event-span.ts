import type { Span, SpanKind } from "@opentelemetry/api";
import { startSpanOf } from "../tracing/spans.ts";
import type { StoredEvent } from "./event.ts";

/** Begins the span of a step of an event's way, such as its publishing; whoever began it ends it. */
export function startEventSpan(
  traceparent: string,
  name: string,
  kind: SpanKind,
  { type, seq, channelId }: Pick<StoredEvent, "type" | "seq" | "channelId">,
): Span {
  return startSpanOf(traceparent, name, {
    kind,
    attributes: {
      "messaging.system": "redis",
      "chat.event.type": type,
      "chat.event.seq": seq,
      "chat.channel.id": channelId,
    },
  });
}
