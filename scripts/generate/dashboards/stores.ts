import { type Dashboard, quantile, rate } from "./dashboard.ts";

/** The stores as the processes see them: what a store says of itself, its own exporter knows. */
export const stores: Dashboard = {
  uid: "chat-stores",
  title: "Chat: stores",
  description: "Postgres, Redis, object storage and clamd, as the processes see them",
  height: 8,
  rows: [
    {
      title: "Do they answer",
      panels: [
        {
          title: "Processes that are answered",
          description: "By store and kind of process, as a share",
          unit: "percentunit",
          shows: "bars",
          queries: { "{{check}}, {{process}}": "avg by (check, process) (chat_health_check)" },
          limits: [1, 0.5],
          alert: "StoreAway",
        },
        {
          title: "Answered over time",
          description: "The share of all processes, by store",
          unit: "percentunit",
          queries: { "{{check}}": "avg by (check) (chat_health_check)" },
          alert: "StoreAway",
        },
      ],
    },
    {
      title: "Postgres",
      panels: [
        {
          title: "Connections used",
          description: "Of what the pools may have, the fullest of each kind of process",
          unit: "percentunit",
          queries: {
            "{{process}}":
              'max by (process) (chat_postgres_pool_connections{state="used"} / ignoring (state) chat_postgres_pool_size)',
          },
          limits: [0.8, 1],
          alert: "PoolExhausted",
        },
        {
          title: "Connections in all",
          description: "Idle and used: what max_connections, or a pooler, has to have room for",
          unit: "short",
          queries: {
            "{{state}}": "sum by (state) (chat_postgres_pool_connections)",
            allowed: "sum(chat_postgres_pool_size)",
          },
        },
        {
          title: "Callers that wait",
          description: "For a connection, by kind of process",
          unit: "short",
          queries: { "{{process}}": "sum by (process) (chat_postgres_pool_waiting)" },
          limits: [1, 2],
          alert: "PoolExhausted",
        },
        {
          title: "How long they wait",
          description: "Those who find no connection idle, the 99th percentile; 5 s is the bound",
          unit: "s",
          queries: {
            "{{process}}": quantile(0.99, "chat_postgres_pool_wait_seconds", "", ["process"]),
          },
          limits: [0.1, 2],
          alert: "PoolExhausted",
        },
      ],
    },
    {
      title: "What they fail at",
      panels: [
        {
          title: "Postgres connections",
          description: "Could not be had (connect), or broke (broken)",
          unit: "ops",
          queries: {
            "{{process}} {{kind}}": rate("chat_postgres_errors_total", ["process", "kind"]),
          },
          alert: "StoreAway",
        },
        {
          title: "Redis",
          description:
            "Errors of the connections, reads of streams that failed, signals that were not sent",
          unit: "ops",
          queries: {
            "connection, {{process}}": rate("chat_redis_errors_total", ["process"]),
            "streams, gateways": rate("chat_gateway_stream_failures_total"),
            "streams, workers": rate("chat_dispatch_failures_total"),
            signals: rate("chat_signals_failed_total"),
          },
          alert: "StoreAway",
        },
        {
          title: "What that costs",
          description:
            "Events left to the relay, rates not counted, rounds of the relay that failed",
          unit: "ops",
          queries: {
            "left to the relay": rate("chat_events_left_to_relay_total"),
            uncounted: rate("chat_rate_limits_open_total"),
            "relay failed": rate("chat_relay_failures_total"),
          },
          alert: "OutboxStuck",
        },
        {
          title: "Partitions of the event log",
          description: "Days ahead that have one. Workers keep it at 14; below 3 no API is ready.",
          unit: "d",
          queries: { days: "min(chat_event_log_days_ahead)" },
          limits: [10, 3],
          alert: "LogPartitionsLow",
        },
      ],
    },
  ],
};
