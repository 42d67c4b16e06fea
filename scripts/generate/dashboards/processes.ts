import type { Row } from "./dashboard.ts";

/** How the processes of a kind are, each by itself. */
export function processRow(process: string): Row {
  const of = `{process="${process}",instance=~"$instance"}`;
  return {
    title: "The processes themselves",
    panels: [
      {
        title: "Processor, in cores",
        description: "Cores that each process takes. A process of Node takes little more than one.",
        unit: "short",
        queries: {
          "{{instance}}": `sum by (instance) (rate(process_cpu_seconds_total${of}[$__rate_interval]))`,
        },
        limits: [0.8, 1],
        alert: "EventLoopBlocked",
      },
      {
        title: "Event loop",
        description: "How late timers fire, the 99th percentile. Some 10 ms are ordinary.",
        unit: "s",
        queries: {
          "{{instance}}": `chat_event_loop_delay_seconds{quantile="0.99",process="${process}",instance=~"$instance"}`,
        },
        limits: [0.1, 0.2],
        alert: "EventLoopBlocked",
      },
      {
        title: "Memory",
        description: "Of each process, as the system counts it",
        unit: "bytes",
        queries: { "{{instance}}": `process_resident_memory_bytes${of}` },
      },
      {
        title: "Postgres connections used",
        description: "Of what each pool may have. With all of them used, callers wait.",
        unit: "percentunit",
        queries: {
          "{{instance}}": `chat_postgres_pool_connections{state="used",process="${process}",instance=~"$instance"} / ignoring (state) chat_postgres_pool_size${of}`,
        },
        limits: [0.8, 1],
        alert: "PoolExhausted",
      },
    ],
  };
}
