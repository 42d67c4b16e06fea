import { Counter, Gauge, type Registry } from "prom-client";

export interface StreamMetrics {
  readonly entries: Counter;
  readonly resets: Counter;
  readonly failures: Counter;
  /** How long ago the oldest entry of a read was appended, in ms, by group of streams. */
  noteLag(group: number, ms: number): void;
  /** Redis has answered a read of the group, if only that there is nothing. */
  noteAnswer(group: number): void;
}

const MILLISECONDS = 1_000;

export function createStreamMetrics(registry: Registry, groups: number): StreamMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  return {
    entries: counter("chat_gateway_stream_entries_total", "Entries read from the streams"),
    resets: counter("chat_gateway_stream_resets_total", "Groups of streams read anew"),
    failures: counter(
      "chat_gateway_stream_failures_total",
      "Reads of the streams that failed and were tried again",
    ),
    noteLag: observeLag(registry, groups),
    noteAnswer: observeSilence(registry, groups),
  };
}

/** The longest since the last scrape, by group. */
function observeLag(registry: Registry, groups: number): StreamMetrics["noteLag"] {
  const longest = Array.from({ length: groups }, () => 0);
  new Gauge({
    name: "chat_gateway_stream_lag_seconds",
    help: "Longest time from an entry's append to its reading since the last scrape, by group",
    labelNames: ["group"],
    registers: [registry],
    collect() {
      for (const [group, ms] of longest.entries()) {
        this.set({ group }, ms / MILLISECONDS);
        longest[group] = 0;
      }
    },
  });
  return (group, ms) => {
    longest[group] = Math.max(longest[group] ?? 0, ms);
  };
}

/** A reader that hangs has no lag: what it does not read, it cannot measure. */
function observeSilence(registry: Registry, groups: number): StreamMetrics["noteAnswer"] {
  const answeredAt = Array.from({ length: groups }, () => performance.now());
  new Gauge({
    name: "chat_gateway_stream_silence_seconds",
    help: "Time since Redis last answered a read of the group's streams, which it does every 5 s at least",
    labelNames: ["group"],
    registers: [registry],
    collect() {
      for (const [group, at] of answeredAt.entries()) {
        this.set({ group }, (performance.now() - at) / MILLISECONDS);
      }
    },
  });
  return (group) => {
    answeredAt[group] = performance.now();
  };
}
