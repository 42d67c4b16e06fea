import type { Span } from "@opentelemetry/api";

/** What became of an event that came: handed to sockets, dropped as known, or read from the log later. */
type Outcome = "delivered" | "duplicate" | "left to the log";

/** Ends what began with reading the event in its stream. */
export function endDelivery(span: Span | undefined, outcome: Outcome, sockets = 0): void {
  span?.setAttributes({ "chat.outcome": outcome, "chat.sockets": sockets }).end();
}
