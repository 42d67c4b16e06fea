import { CLOSE_CODES } from "@chat/contract";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { FeedCounters } from "./feeds/feeds.ts";
import { createStreamMetrics, type StreamMetrics } from "./stream/metrics.ts";

export interface GatewayMetrics {
  readonly feedCounters: FeedCounters;
  readonly handshakes: Counter<"outcome">;
  /** @param code as the protocol has it, whoever closed */
  countEnded(code: number): void;
  readonly closed: Counter<"reason">;
  readonly dropped: Counter<"kind">;
  readonly streams: StreamMetrics;
  readonly subscribeFailures: Counter;
  readonly resumes: Counter<"outcome">;
  readonly resumedEvents: Histogram;
}

/** What the process can be asked at any moment. */
export interface GatewaySizes {
  readonly sockets: () => number;
  readonly channels: () => number;
  readonly subscriptions: () => number;
  readonly bytesWaiting: () => number;
}

const MILLISECONDS = 1_000;
/** What browsers, networks and gateways end sockets with; anything else a client may say is `other`. */
const ENDS = [1000, 1001, 1005, 1006, ...Object.values(CLOSE_CODES).map(({ code }) => code)];

/** What an on-call engineer asks a gateway. */
export function createGatewayMetrics(
  registry: Registry,
  groups: number,
  sizes: GatewaySizes,
): GatewayMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const labelled = <Label extends string>(
    name: string,
    help: string,
    label: Label,
    values: readonly (string | number)[],
  ) => {
    const made = new Counter({ name, help, labelNames: [label], registers });
    for (const value of values) {
      made.inc({ [label]: value } as Partial<Record<Label, string | number>>, 0);
    }
    return made;
  };
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
  const holes = labelled(
    "chat_gateway_holes_total",
    "Holes in what came, by what closed them: the stream itself, the log, or nothing (lost)",
    "source",
    ["stream", "log", "lost"],
  );
  const ended = labelled(
    "chat_gateway_ended_sockets_total",
    "Sockets that ended, by close code; 1006: the connection broke",
    "code",
    [...ENDS, "other"],
  );
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
    handshakes: labelled(
      "chat_gateway_handshakes_total",
      "Handshakes by outcome: accepted, refused (no valid token, a strange origin, too many sockets of one user), or failed (Postgres or keys away)",
      "outcome",
      ["accepted", "refused", "failed"],
    ),
    countEnded: (code) => ended.inc({ code: ENDS.includes(code) ? code : "other" }),
    closed: labelled(
      "chat_gateway_closed_sockets_total",
      "Sockets that the gateway closed, by reason",
      "reason",
      [...Object.keys(CLOSE_CODES), "unresponsive"],
    ),
    dropped: labelled(
      "chat_gateway_frames_dropped_total",
      "Frames that a slow reader was spared, by kind",
      "kind",
      ["typing", "presence"],
    ),
    streams: createStreamMetrics(registry, groups),
    subscribeFailures: counter(
      "chat_gateway_subscribe_failures_total",
      "Subscriptions that failed because Postgres did not answer",
    ),
    resumes: labelled(
      "chat_gateway_resumes_total",
      "Subscriptions from a position, by outcome: resumed or resync",
      "outcome",
      ["resumed", "resync"],
    ),
    resumedEvents: new Histogram({
      name: "chat_gateway_resume_events",
      help: "Events that a resuming subscription was behind",
      buckets: [0, 1, 10, 100, 1_000, 10_000, 100_000],
      registers,
    }),
  };
}
