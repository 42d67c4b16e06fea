import { type Dashboard, quantile, rate } from "./dashboard.ts";
import { processRow } from "./processes.ts";

const HERE = '{instance=~"$instance"}';

export const gateway: Dashboard = {
  uid: "chat-gateway",
  title: "Chat: gateways",
  description: "Who is connected, what is delivered and how late, what was missing",
  process: "gateway",
  height: 8,
  rows: [
    {
      title: "Sockets",
      panels: [
        {
          title: "Open sockets",
          description: "By gateway. They differ after a restart, until clients have moved.",
          unit: "short",
          queries: { "{{instance}}": `chat_websocket_connections${HERE}` },
          alert: "ReconnectHerd",
        },
        {
          title: "Handshakes",
          description:
            "Accepted; refused for want of a valid token; failed because a store was away",
          unit: "ops",
          queries: { "{{outcome}}": rate(`chat_gateway_handshakes_total${HERE}`, ["outcome"]) },
          alert: "ReconnectHerd",
        },
        {
          title: "Ends, by close code",
          description:
            "1000 and 1001: the client left. 1006: the connection broke. 1012: a restart. 44xx: closed by us.",
          unit: "ops",
          queries: { "{{code}}": rate(`chat_gateway_ended_sockets_total${HERE}`, ["code"]) },
          alert: "ReconnectHerd",
        },
        {
          title: "Closed by gateways, by reason",
          description:
            "`tooSlow`: too much waited for a reader. `unresponsive`: no answer to a heartbeat.",
          unit: "ops",
          queries: { "{{reason}}": rate(`chat_gateway_closed_sockets_total${HERE}`, ["reason"]) },
        },
      ],
    },
    {
      title: "Delivery",
      panels: [
        {
          title: "From commit to socket",
          description: "0.5 s is the objective for 99.9 %",
          unit: "s",
          queries: {
            p50: quantile(0.5, "chat_delivery_seconds", HERE),
            p99: quantile(0.99, "chat_delivery_seconds", HERE),
            "p99.9": quantile(0.999, "chat_delivery_seconds", HERE),
          },
          limits: [0.2, 0.5],
          alert: "DeliveryBudgetBurn",
        },
        {
          title: "From commit to socket, by gateway",
          description: "The 99th percentile",
          unit: "s",
          queries: { "{{instance}}": quantile(0.99, "chat_delivery_seconds", HERE, ["instance"]) },
          limits: [0.2, 0.5],
          alert: "GatewayBehind",
        },
        {
          title: "Lag of the streams, by group",
          description:
            "Longest time from append to reading since the last scrape, the worst gateway",
          unit: "s",
          queries: { "group {{group}}": `max by (group) (chat_gateway_stream_lag_seconds${HERE})` },
          limits: [0.5, 2],
          alert: "GatewayBehind",
        },
        {
          title: "Silence of the streams",
          description:
            "Time since Redis last answered a read; 5 s are ordinary where nothing happens",
          unit: "s",
          queries: {
            "{{instance}}": `max by (instance) (chat_gateway_stream_silence_seconds${HERE})`,
          },
          limits: [10, 30],
          alert: "GatewayBehind",
        },
      ],
    },
    {
      title: "Events",
      panels: [
        {
          title: "Read and delivered",
          description:
            "Entries read from the streams; events of channels that somebody here follows",
          unit: "ops",
          queries: {
            read: rate(`chat_gateway_stream_entries_total${HERE}`),
            delivered: rate(`chat_gateway_events_emitted_total${HERE}`),
            "came again": rate(`chat_gateway_duplicates_total${HERE}`),
          },
        },
        {
          title: "Holes, by what closed them",
          description:
            "`stream`: events out of order. `log`: read from Postgres. `lost`: gone; clients fetch afresh.",
          unit: "ops",
          queries: {
            "{{source}}": rate(`chat_gateway_holes_total${HERE}`, ["source"]),
            "events read from the log": rate(`chat_gateway_events_filled_total${HERE}`),
          },
          alert: "GatewayBehind",
        },
        {
          title: "Resumes, by outcome",
          description: "`resync`: the log no longer has what is missing; the client fetches afresh",
          unit: "ops",
          queries: {
            "{{outcome}}": rate(`chat_gateway_resumes_total${HERE}`, ["outcome"]),
            "failed: Postgres away": rate(`chat_gateway_subscribe_failures_total${HERE}`),
          },
          alert: "ReconnectHerd",
        },
        {
          title: "Reads of the streams that failed",
          description: "And groups that were read anew, since Redis came back as another one",
          unit: "ops",
          queries: {
            failed: rate(`chat_gateway_stream_failures_total${HERE}`),
            "read anew": rate(`chat_gateway_stream_resets_total${HERE}`),
          },
          alert: "GatewayBehind",
        },
      ],
    },
    {
      title: "Load",
      panels: [
        {
          title: "Channels and subscriptions",
          description: "Channels with a subscriber, and subscriptions of all sockets",
          unit: "short",
          queries: {
            channels: `sum(chat_gateway_channels${HERE})`,
            subscriptions: `sum(chat_gateway_subscriptions${HERE})`,
          },
        },
        {
          title: "Bytes that wait for readers",
          description:
            "In the sockets of each gateway; a socket with more than its bound is closed",
          unit: "bytes",
          queries: { "{{instance}}": `chat_gateway_bytes_waiting${HERE}` },
        },
        {
          title: "Left out for slow readers",
          description: "Frames that they can do without",
          unit: "ops",
          queries: { "{{kind}}": rate(`chat_gateway_frames_dropped_total${HERE}`, ["kind"]) },
        },
        {
          title: "How far resumes are behind",
          description: "Events that a resuming subscription missed, the 99th percentile",
          unit: "short",
          queries: { p99: quantile(0.99, "chat_gateway_resume_events", HERE) },
        },
      ],
    },
    processRow("gateway"),
  ],
};
