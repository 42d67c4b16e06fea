import { Counter, Gauge, type Registry } from "prom-client";
import type { FeedCounters } from "./feeds/feeds.ts";

export interface GatewayMetrics {
  readonly feedCounters: FeedCounters;
  readonly closed: Counter<"reason">;
  readonly entries: Counter;
  readonly streamResets: Counter;
  readonly subscribeFailures: Counter;
}

/** What an on-call engineer asks a gateway. */
export function createGatewayMetrics(
  registry: Registry,
  size: { sockets: () => number; channels: () => number },
): GatewayMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  new Gauge({
    name: "chat_websocket_connections",
    help: "Open WebSocket connections",
    registers,
    collect() {
      this.set(size.sockets());
    },
  });
  new Gauge({
    name: "chat_gateway_channels",
    help: "Channels with at least one local subscriber",
    registers,
    collect() {
      this.set(size.channels());
    },
  });
  const emitted = counter("chat_gateway_events_emitted_total", "Events handed to subscribers");
  const duplicates = counter("chat_gateway_duplicates_total", "Events that came again");
  const filled = counter("chat_gateway_events_filled_total", "Events read from the log");
  const resyncs = counter("chat_gateway_resyncs_total", "Holes that could not be filled");
  return {
    feedCounters: {
      emitted: () => emitted.inc(),
      duplicate: () => duplicates.inc(),
      filled: (events) => filled.inc(events),
      resynced: () => resyncs.inc(),
    },
    closed: new Counter({
      name: "chat_gateway_closed_sockets_total",
      help: "Sockets that the gateway closed, by reason",
      labelNames: ["reason"],
      registers,
    }),
    entries: counter("chat_gateway_stream_entries_total", "Entries read from the streams"),
    streamResets: counter("chat_gateway_stream_resets_total", "Groups of streams read anew"),
    subscribeFailures: counter(
      "chat_gateway_subscribe_failures_total",
      "Subscriptions that failed because Postgres did not answer",
    ),
  };
}
