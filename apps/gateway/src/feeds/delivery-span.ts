import { startSpanOf } from "@chat/domain";
import { type Span, SpanKind } from "@opentelemetry/api";

/** What became of an event that came: handed to sockets, dropped as known, or read from the log later. */
type Outcome = "delivered" | "duplicate" | "left to the log";

/** From reading an event in its stream to its hand-over to the sockets here. */
export function startDelivery(
  traceparent: string,
  event: { readonly channelId: string; readonly seq: number; readonly type: string },
): Span {
  return startSpanOf(traceparent, "deliver event", {
    kind: SpanKind.CONSUMER,
    attributes: {
      "messaging.system": "redis",
      "chat.event.type": event.type,
      "chat.event.seq": event.seq,
      "chat.channel.id": event.channelId,
    },
  });
}

export function endDelivery(span: Span | undefined, outcome: Outcome, sockets = 0): void {
  span?.setAttributes({ "chat.outcome": outcome, "chat.sockets": sockets }).end();
}
