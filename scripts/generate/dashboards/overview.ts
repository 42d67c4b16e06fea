import { type Dashboard, quantile, rate } from "./dashboard.ts";

/** One screen: are messages delivered, how late, what errs, what is full. */
export const overview: Dashboard = {
  uid: "chat-overview",
  title: "Chat: overview",
  description: "Are messages delivered, how late, what errs, what is full",
  height: 6,
  rows: [
    {
      title: "Now",
      panels: [
        {
          title: "Alerts firing",
          description: "By severity. Their runbooks say what to do.",
          unit: "none",
          shows: "number",
          queries: {
            page: 'sum(ALERTS{alertstate="firing",severity="page"}) or vector(0)',
            ticket: 'sum(ALERTS{alertstate="firing",severity="ticket"}) or vector(0)',
          },
          limits: [1, 1],
        },
        {
          title: "Ready",
          description: "Processes of each kind that can serve",
          unit: "none",
          shows: "number",
          queries: { "{{process}}": "sum by (process) (chat_ready)" },
          limits: [2, 1],
          alert: "NoneReady",
        },
        {
          title: "Late deliveries, 1 h",
          description:
            "Events that took more than 0.5 s from commit to socket. 0.1 % are allowed; at 1.44 % somebody is woken.",
          unit: "percentunit",
          shows: "number",
          queries: { late: "chat:delivery_slow:ratio_rate1h" },
          limits: [0.001, 0.0144],
          alert: "DeliveryBudgetBurn",
        },
        {
          title: "Failed requests, 1 h",
          description: "Answered with 5xx. 0.1 % are allowed; at 1.44 % somebody is woken.",
          unit: "percentunit",
          shows: "number",
          queries: { failed: "chat:api_errors:ratio_rate1h" },
          limits: [0.001, 0.0144],
          alert: "ApiBudgetBurn",
        },
        {
          title: "Oldest in the outbox",
          description: "Committed, and not yet in its stream. A second at most is ordinary.",
          unit: "s",
          shows: "number",
          queries: { age: "max(chat_outbox_age_seconds)" },
          limits: [2, 10],
          alert: "OutboxStuck",
        },
        {
          title: "Oldest unscanned file",
          description: "Until its scan nobody can open it; seconds are ordinary",
          unit: "s",
          shows: "number",
          queries: { age: "max(chat_attachments_unscanned_age_seconds)" },
          limits: [60, 600],
          alert: "FilesUnscanned",
        },
        {
          title: "Open sockets",
          description: "Of all gateways",
          unit: "short",
          shows: "number",
          queries: { sockets: "sum(chat_websocket_connections)" },
        },
        {
          title: "Stores not answering",
          description:
            "Processes times stores that do not answer them; the dashboard of stores says which",
          unit: "none",
          shows: "number",
          queries: { unanswered: "count(chat_health_check == 0) or vector(0)" },
          limits: [1, 2],
          alert: "StoreAway",
        },
      ],
    },
    {
      title: "Are messages delivered, and how late",
      panels: [
        {
          title: "Posted and delivered",
          description:
            "Messages answered 201, events appended to the streams by APIs or the relay and read by gateways, and those that were handed to somebody. They rise and fall together.",
          unit: "ops",
          queries: {
            "messages posted": rate("chat_messages_sent_total"),
            "events read by gateways": rate("chat_gateway_stream_entries_total"),
            "events handed to sockets": rate("chat_gateway_events_emitted_total"),
          },
        },
        {
          title: "From commit to socket",
          description: "0.5 s is the objective for 99.9 %",
          unit: "s",
          queries: {
            p50: quantile(0.5, "chat_delivery_seconds"),
            p99: quantile(0.99, "chat_delivery_seconds"),
            "p99.9": quantile(0.999, "chat_delivery_seconds"),
          },
          limits: [0.2, 0.5],
          alert: "DeliveryBudgetBurn",
        },
        {
          title: "What waits",
          description:
            "Ages of the oldest: in the outbox, in a stream, in a queue of jobs, and of the files that wait for their scan",
          unit: "s",
          queries: {
            outbox: "max(chat_outbox_age_seconds)",
            streams: "max(chat_gateway_stream_lag_seconds)",
            jobs: "max(chat_job_queue_age_seconds)",
            "unscanned files": "max(chat_attachments_unscanned_age_seconds)",
          },
          limits: [10, 300],
          alert: "OutboxStuck",
        },
        {
          title: "Sockets",
          description: "Open ones, and handshakes a second: a herd is a cliff and a peak",
          unit: "short",
          queries: {
            open: "sum(chat_websocket_connections)",
            "handshakes a second": rate("chat_gateway_handshakes_total"),
          },
          alert: "ReconnectHerd",
        },
      ],
    },
    {
      title: "What errs",
      panels: [
        {
          title: "Requests failed, by operation",
          description: "Answered with 5xx",
          unit: "reqps",
          queries: {
            "{{operation}} {{status}}": `topk(8, ${rate('chat_api_requests_total{status=~"5.."}', ["operation", "status"])})`,
          },
          alert: "ApiBudgetBurn",
        },
        {
          title: "Problems, by code",
          description: "What requests were refused or failed with, the most frequent",
          unit: "reqps",
          queries: { "{{code}}": `topk(8, ${rate("chat_api_problems_total", ["code"])})` },
          alert: "ApiBudgetBurn",
        },
        {
          title: "Jobs failed, by kind",
          description: "Tries that failed or took too long; they are tried again",
          unit: "ops",
          queries: { "{{kind}}": rate('chat_jobs_total{outcome!="completed"}', ["kind"]) },
          alert: "JobsFailing",
        },
        {
          title: "Connections failed",
          description: "To Postgres and Redis, reads of the streams, rounds of the relay",
          unit: "ops",
          queries: {
            "Postgres {{kind}}": rate("chat_postgres_errors_total", ["kind"]),
            Redis: rate("chat_redis_errors_total"),
            "streams, gateways": rate("chat_gateway_stream_failures_total"),
            "streams, workers": rate("chat_dispatch_failures_total"),
            relay: rate("chat_relay_failures_total"),
          },
          alert: "StoreAway",
        },
      ],
    },
    {
      title: "What is full",
      panels: [
        {
          title: "Postgres connections used",
          description: "Of the fullest pool of each kind of process",
          unit: "percentunit",
          queries: {
            "{{process}}":
              'max by (process) (chat_postgres_pool_connections{state="used"} / ignoring (state) chat_postgres_pool_size)',
          },
          limits: [0.8, 1],
          alert: "PoolExhausted",
        },
        {
          title: "Processor, in cores",
          description:
            "Cores of the busiest process of each kind; one is all that a process can use",
          unit: "short",
          queries: {
            "{{process}}": "max by (process) (rate(process_cpu_seconds_total[$__rate_interval]))",
          },
          limits: [0.8, 1],
          alert: "EventLoopBlocked",
        },
        {
          title: "Memory",
          description: "Of the largest process of each kind",
          unit: "bytes",
          queries: { "{{process}}": "max by (process) (process_resident_memory_bytes)" },
        },
        {
          title: "Jobs waiting",
          description: "In the queue of each kind; near 0 where workers keep up",
          unit: "short",
          queries: {
            "{{kind}}": 'max by (kind) (chat_job_queue_depth{state="waiting"})',
          },
          alert: "JobQueueBacklog",
        },
      ],
    },
  ],
};
