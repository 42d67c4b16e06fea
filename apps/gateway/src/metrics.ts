import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { FeedCounters } from "./feeds/feeds.ts";

export interface GatewayMetrics {
  readonly feedCounters: FeedCounters;
  readonly closed: Counter<"reason">;
  readonly dropped: Counter<"kind">;
  readonly entries: Counter;
  readonly streamResets: Counter;
  readonly subscribeFailures: Counter;
  readonly resumes: Counter<"outcome">;
  readonly resumedEvents: Histogram;
  /** How long ago the oldest entry of a read was appended, in ms, by group of streams. */
  noteStreamLag(group: number, ms: number): void;
}

/** What the process can be asked at any moment. */
export interface GatewaySizes {
  readonly sockets: () => number;
  readonly channels: () => number;
  readonly subscriptions: () => number;
  readonly bytesWaiting: () => number;
}

const MILLISECONDS = 1_000;

/** What an on-call engineer asks a gateway. */
export function createGatewayMetrics(registry: Registry, sizes: GatewaySizes): GatewayMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("chat_websocket_connections", "Open WebSocket connections", sizes.sockets);
  gauge("chat_gateway_channels", "Channels with at least one local subscriber", sizes.channels);
  gauge("chat_gateway_subscriptions", "Subscriptions of all sockets", sizes.subscriptions);
  gauge("chat_gateway_bytes_waiting", "Bytes that wait for slow readers", sizes.bytesWaiting);

  const emitted = counter("chat_gateway_events_emitted_total", "Events handed to subscribers");
  const duplicates = counter("chat_gateway_duplicates_total", "Events that came again");
  const filled = counter("chat_gateway_events_filled_total", "Events read from the log");
  const holes = new Counter({
    name: "chat_gateway_holes_total",
    help: "Holes in what came, by what closed them: the stream itself, the log, or nothing (lost)",
    labelNames: ["source"],
    registers,
  });
  const delivery = new Histogram({
    name: "chat_delivery_seconds",
    help: "From the event's time, taken at its commit, to its hand-over to the sockets",
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30],
    registers,
  });
  return {
    feedCounters: {
      emitted: (latencyMs) => {
        emitted.inc();
        delivery.observe(Math.max(0, latencyMs) / MILLISECONDS);
      },
      duplicate: () => duplicates.inc(),
      filled: (events) => filled.inc(events),
      hole: (source) => holes.inc({ source }),
    },
    closed: new Counter({
      name: "chat_gateway_closed_sockets_total",
      help: "Sockets that the gateway closed, by reason",
      labelNames: ["reason"],
      registers,
    }),
    dropped: new Counter({
      name: "chat_gateway_frames_dropped_total",
      help: "Frames that a slow reader was spared, by kind",
      labelNames: ["kind"],
      registers,
    }),
    entries: counter("chat_gateway_stream_entries_total", "Entries read from the streams"),
    streamResets: counter("chat_gateway_stream_resets_total", "Groups of streams read anew"),
    subscribeFailures: counter(
      "chat_gateway_subscribe_failures_total",
      "Subscriptions that failed because Postgres did not answer",
    ),
    resumes: new Counter({
      name: "chat_gateway_resumes_total",
      help: "Subscriptions from a position, by outcome: resumed or resync",
      labelNames: ["outcome"],
      registers,
    }),
    resumedEvents: new Histogram({
      name: "chat_gateway_resume_events",
      help: "Events that a resuming subscription was behind",
      buckets: [0, 1, 10, 100, 1_000, 10_000, 100_000],
      registers,
    }),
    noteStreamLag: observeStreamLag(registry),
  };
}

/** The longest since the last scrape, by group. */
function observeStreamLag(registry: Registry): GatewayMetrics["noteStreamLag"] {
  const longest = new Map<number, number>();
  new Gauge({
    name: "chat_gateway_stream_lag_seconds",
    help: "Longest time from an entry's append to its reading since the last scrape, by group",
    labelNames: ["group"],
    registers: [registry],
    collect() {
      for (const [group, ms] of longest) {
        this.set({ group }, ms / MILLISECONDS);
        longest.set(group, 0);
      }
    },
  });
  return (group, ms) => {
    longest.set(group, Math.max(longest.get(group) ?? 0, ms));
  };
}
