/** Values by series, in the notation of promtool: a sample a minute. */
export interface Situation {
  readonly series: Readonly<Record<string, string>>;
  /** When it is looked at. */
  readonly at: string;
}

interface AlertCases {
  readonly fires: readonly Situation[];
  /** As near as it comes without. */
  readonly silent: readonly Situation[];
}

/** So many events a minute, and how many of them in time. */
function delivered(all: number, inTime: number) {
  return {
    chat_delivery_seconds_count: `0+${all}x400`,
    'chat_delivery_seconds_bucket{le="0.5"}': `0+${inTime}x400`,
  };
}

/** Requests a minute by status. */
function answered(by: Readonly<Record<string, number>>) {
  return Object.fromEntries(
    Object.entries(by).map(([status, rate]) => [
      `chat_api_requests_total{operation="postMessage",status="${status}"}`,
      `0+${rate}x400`,
    ]),
  );
}

/** Requests a minute of an operation, and how many of them took half a second at most. */
function timed(operation: string, all: number, quick: number) {
  return {
    [`chat_api_request_duration_seconds_count{operation="${operation}"}`]: `0+${all}x60`,
    [`chat_api_request_duration_seconds_bucket{operation="${operation}",le="0.5"}`]: `0+${quick}x60`,
  };
}

/** What stays as it is. */
function steady(values: Readonly<Record<string, number>>) {
  return Object.fromEntries(
    Object.entries(values).map(([series, value]) => [series, `${value}+0x200`]),
  );
}

/** By alert and severity. */
export const CASES: Readonly<Record<string, AlertCases>> = {
  "DeliveryBudgetBurn page": {
    // Fast, and slowly for longer.
    fires: [
      { series: delivered(600, 590), at: "70m" },
      { series: delivered(1_000, 993), at: "6h" },
    ],
    silent: [
      { series: delivered(1_000, 995), at: "6h" },
      // One of a handful at night.
      {
        series: {
          ...delivered(1, 1),
          'chat_delivery_seconds_bucket{le="0.5"}': "0 0 0 0 0 0+1x90",
        },
        at: "70m",
      },
    ],
  },
  "DeliveryBudgetBurn ticket": {
    fires: [
      { series: delivered(1_000, 996), at: "3h" },
      { series: delivered(1_000, 998), at: "7h" },
    ],
    silent: [{ series: delivered(10_000, 9_995), at: "6h" }],
  },
  "OutboxStuck page": {
    fires: [{ series: { chat_outbox_age_seconds: "0+60x10" }, at: "5m" }],
    silent: [{ series: { chat_outbox_age_seconds: "0 1 30 1 0 1 30 0 0 0 0" }, at: "8m" }],
  },
  "GatewayBehind page": {
    fires: [
      {
        series: steady({ 'chat_gateway_stream_lag_seconds{group="0",instance="a"}': 3 }),
        at: "9m",
      },
      {
        series: { 'chat_gateway_stream_silence_seconds{group="0",instance="a"}': "0+60x20" },
        at: "9m",
      },
    ],
    silent: [
      {
        series: steady({
          'chat_gateway_stream_lag_seconds{group="0",instance="a"}': 0.2,
          'chat_gateway_stream_silence_seconds{group="0",instance="a"}': 5,
        }),
        at: "9m",
      },
    ],
  },
  "ReconnectHerd page": {
    fires: [
      {
        series: {
          ...steady({ chat_websocket_connections: 1_000 }),
          'chat_gateway_handshakes_total{outcome="accepted"}': "0+600x30",
        },
        at: "10m",
      },
    ],
    // A rolling restart.
    silent: [
      {
        series: {
          ...steady({ chat_websocket_connections: 5_000 }),
          'chat_gateway_handshakes_total{outcome="accepted"}': "0+600x30",
        },
        at: "10m",
      },
    ],
  },
  "LogPartitionsLow page": {
    fires: [{ series: steady({ chat_event_log_days_ahead: 2 }), at: "10m" }],
    silent: [{ series: steady({ chat_event_log_days_ahead: 3 }), at: "10m" }],
  },
  "LogPartitionsLow ticket": {
    fires: [{ series: steady({ chat_event_log_days_ahead: 9 }), at: "130m" }],
    silent: [{ series: steady({ chat_event_log_days_ahead: 13 }), at: "130m" }],
  },
  "ApiBudgetBurn page": {
    fires: [
      { series: answered({ 201: 600, 500: 10 }), at: "70m" },
      { series: answered({ 201: 1_000, 503: 7 }), at: "6h" },
    ],
    silent: [
      { series: answered({ 201: 1_000, 503: 5 }), at: "6h" },
      { series: answered({ 201: 600, 404: 600, 429: 600 }), at: "70m" },
    ],
  },
  "ApiBudgetBurn ticket": {
    fires: [
      { series: answered({ 201: 1_000, 500: 4 }), at: "3h" },
      { series: answered({ 201: 1_000, 500: 2 }), at: "7h" },
    ],
    silent: [{ series: answered({ 201: 10_000, 500: 5 }), at: "6h" }],
  },
  "ApiSlow page": {
    fires: [{ series: timed("postMessage", 100, 90), at: "20m" }],
    silent: [
      {
        series: { ...timed("postMessage", 100, 99), ...timed("uploadAttachment", 100, 0) },
        at: "20m",
      },
    ],
  },
  "FilesUnscanned page": {
    fires: [{ series: { chat_attachments_unscanned_age_seconds: "0+60x30" }, at: "20m" }],
    silent: [{ series: steady({ chat_attachments_unscanned_age_seconds: 120 }), at: "20m" }],
  },
  "JobQueueBacklog ticket": {
    fires: [
      { series: { 'chat_job_queue_age_seconds{kind="index-message"}': "0+60x30" }, at: "15m" },
    ],
    silent: [
      { series: steady({ 'chat_job_queue_age_seconds{kind="index-message"}': 200 }), at: "15m" },
    ],
  },
  "JobsFailing ticket": {
    fires: [
      {
        series: {
          'chat_jobs_total{kind="index-message",outcome="completed"}': "0+1x60",
          'chat_jobs_total{kind="index-message",outcome="timed out"}': "0+2x60",
        },
        at: "30m",
      },
    ],
    silent: [
      {
        series: {
          'chat_jobs_total{kind="index-message",outcome="completed"}': "0+3x60",
          'chat_jobs_total{kind="index-message",outcome="failed"}': "0+2x60",
        },
        at: "30m",
      },
    ],
  },
  "NotificationsNotSent ticket": {
    fires: [
      {
        series: {
          'chat_notification_deliveries_total{medium="mail",outcome="sent"}': "0+1x90",
          'chat_notification_deliveries_total{medium="mail",outcome="postponed"}': "0+3x90",
        },
        at: "50m",
      },
    ],
    silent: [
      {
        series: {
          'chat_notification_deliveries_total{medium="push",outcome="sent"}': "0+3x90",
          'chat_notification_deliveries_total{medium="push",outcome="failed"}': "0+1x90",
          'chat_notification_deliveries_total{medium="push",outcome="withdrawn"}': "0+99x90",
        },
        at: "50m",
      },
    ],
  },
  "NoneReady page": {
    fires: [
      {
        series: steady({ 'chat_ready{process="api"}': 1, 'chat_ready{process="worker"}': 1 }),
        at: "5m",
      },
      {
        series: steady({
          'chat_ready{process="api",instance="a"}': 0,
          'chat_ready{process="api",instance="b"}': 0,
          'chat_ready{process="gateway"}': 1,
          'chat_ready{process="worker"}': 1,
        }),
        at: "5m",
      },
    ],
    silent: [
      {
        series: steady({
          'chat_ready{process="api",instance="a"}': 0,
          'chat_ready{process="api",instance="b"}': 1,
          'chat_ready{process="gateway"}': 1,
          'chat_ready{process="worker"}': 1,
        }),
        at: "5m",
      },
    ],
  },
  "ProcessNotReady ticket": {
    fires: [
      { series: steady({ 'chat_ready{process="api",job="api",instance="a"}': 0 }), at: "10m" },
      {
        series: steady({
          'up{job="gateway",instance="a"}': 0,
          'chat_ready{process="gateway",job="gateway",instance="b"}': 1,
        }),
        at: "10m",
      },
      {
        series: {
          ...steady({ 'up{job="api",namespace="chat",instance="a"}': 0 }),
          // The last one there was.
          'chat_ready{process="api",job="api",namespace="chat",instance="a"}': "1 1 stale",
        },
        at: "10m",
      },
    ],
    silent: [
      {
        series: {
          ...steady({
            'up{job="another"}': 0,
            'up{job="api",namespace="chat"}': 1,
            'chat_ready{process="api",job="api",namespace="chat"}': 1,
            'up{job="api",namespace="of-others"}': 0,
          }),
          // A restart.
          'chat_ready{process="api"}': "1 1 0 0 1 1 1 1 1 1 1",
        },
        at: "10m",
      },
    ],
  },
  "StoreAway page": {
    fires: [
      {
        series: steady({
          'chat_health_check{check="redis",instance="a"}': 0,
          'chat_health_check{check="redis",instance="b"}': 0,
        }),
        at: "5m",
      },
    ],
    silent: [
      {
        series: steady({
          'chat_health_check{check="redis",instance="a"}': 0,
          'chat_health_check{check="redis",instance="b"}': 1,
          'chat_health_check{check="draining",instance="a"}': 0,
        }),
        at: "5m",
      },
    ],
  },
  "PoolExhausted page": {
    fires: [{ series: steady({ chat_postgres_pool_waiting: 5 }), at: "15m" }],
    silent: [
      { series: { chat_postgres_pool_waiting: "0 9 0 0 0 0 0 9 0 0 0 0 0 9 0 0" }, at: "15m" },
    ],
  },
  "EventLoopBlocked ticket": {
    fires: [
      { series: steady({ 'chat_event_loop_delay_seconds{quantile="0.99"}': 0.4 }), at: "20m" },
    ],
    silent: [
      {
        series: steady({
          'chat_event_loop_delay_seconds{quantile="0.99"}': 0.02,
          'chat_event_loop_delay_seconds{quantile="1"}': 0.9,
        }),
        at: "20m",
      },
    ],
  },
  "VersionsApart ticket": {
    fires: [
      {
        series: steady({
          'chat_build_info{version="1.0.0",migration="0041_a.sql",instance="a"}': 1,
          'chat_build_info{version="1.1.0",migration="0042_b.sql",instance="b"}': 1,
        }),
        at: "65m",
      },
    ],
    silent: [
      {
        series: steady({
          'chat_build_info{version="1.0.0",migration="0041_a.sql",instance="a"}': 1,
          'chat_build_info{version="1.0.0",migration="0041_a.sql",instance="b"}': 1,
        }),
        at: "65m",
      },
    ],
  },
};
