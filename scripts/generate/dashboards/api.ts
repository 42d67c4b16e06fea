import { type Dashboard, quantile, rate } from "./dashboard.ts";
import { processRow } from "./processes.ts";

const HERE = 'instance=~"$instance"';
const NO_UPLOADS = `{${HERE},operation!="uploadAttachment"}`;

export const api: Dashboard = {
  uid: "chat-api",
  title: "Chat: API",
  description: "Which requests come, how long they take, what they are refused or fail with",
  process: "api",
  height: 8,
  rows: [
    {
      title: "Requests",
      panels: [
        {
          title: "Requests, by status",
          description: "4xx is the callers', 5xx ours",
          unit: "reqps",
          queries: { "{{status}}": rate(`chat_api_requests_total{${HERE}}`, ["status"]) },
          alert: "ApiBudgetBurn",
        },
        {
          title: "Requests, by operation",
          description: "The ten most frequent; `none` are paths that the API does not have",
          unit: "reqps",
          queries: {
            "{{operation}}": `topk(10, ${rate(`chat_api_requests_total{${HERE}}`, ["operation"])})`,
          },
        },
        {
          title: "Time taken",
          description: "Of all but uploads, which take as long as the line of who sends them",
          unit: "s",
          queries: {
            p50: quantile(0.5, "chat_api_request_duration_seconds", NO_UPLOADS),
            p95: quantile(0.95, "chat_api_request_duration_seconds", NO_UPLOADS),
            p99: quantile(0.99, "chat_api_request_duration_seconds", NO_UPLOADS),
          },
          limits: [0.2, 0.5],
          alert: "ApiSlow",
        },
        {
          title: "Time taken, by operation",
          description: "The 99th percentile of the ten slowest",
          unit: "s",
          queries: {
            "{{operation}}": `topk(10, ${quantile(0.99, "chat_api_request_duration_seconds", `{${HERE}}`, ["operation"])})`,
          },
          alert: "ApiSlow",
        },
      ],
    },
    {
      title: "Refused and failed",
      panels: [
        {
          title: "Failed, by operation",
          description: "Answered with 5xx",
          unit: "reqps",
          queries: {
            "{{operation}} {{status}}": `topk(10, ${rate(`chat_api_requests_total{${HERE},status=~"5.."}`, ["operation", "status"])})`,
          },
          alert: "ApiBudgetBurn",
        },
        {
          title: "Problems, by code",
          description:
            "`unavailable`: a store was away. `busy`: a channel or the process had too much to do. `internal_error`: a bug, whose stack is in the log.",
          unit: "reqps",
          queries: {
            "{{code}}": `topk(10, ${rate(`chat_api_problems_total{${HERE}}`, ["code"])})`,
          },
          alert: "ApiBudgetBurn",
        },
        {
          title: "Rates",
          description:
            "Refused with 429 by policy, and let through uncounted because Redis could not be asked",
          unit: "reqps",
          queries: {
            "429 {{policy}}": rate(`chat_rate_limited_total{${HERE}}`, ["policy"]),
            uncounted: rate(`chat_rate_limits_open_total{${HERE}}`),
          },
          alert: "StoreAway",
        },
        {
          title: "Left to the relay",
          description:
            "Events that APIs could not append to their streams themselves, right after the commit. The relay does, a second later.",
          unit: "ops",
          queries: {
            "{{instance}}": rate(`chat_events_left_to_relay_total{${HERE}}`, ["instance"]),
          },
          alert: "OutboxStuck",
        },
      ],
    },
    {
      title: "Messages",
      panels: [
        {
          title: "Posted",
          description: "Messages answered 201",
          unit: "ops",
          queries: { "{{instance}}": rate(`chat_messages_sent_total{${HERE}}`, ["instance"]) },
        },
        {
          title: "The busiest channels",
          description:
            "Messages since their API started; `other` are all channels that are not shown",
          unit: "short",
          shows: "bars",
          queries: {
            "{{channel}}": `topk(10, sum by (channel) (chat_messages_by_channel{${HERE}}))`,
          },
        },
      ],
    },
    {
      title: "Uploads",
      panels: [
        {
          title: "Ended, by outcome",
          description:
            "`stored`, `broken_off` by their sender, `cancelled`, or the code of the error",
          unit: "ops",
          queries: {
            "{{kind}} {{outcome}}": rate(`chat_uploads_total{${HERE}}`, ["kind", "outcome"]),
          },
          alert: "StoreAway",
        },
        {
          title: "Under way",
          description: "Requests whose file is just being taken in, by API",
          unit: "short",
          queries: { "{{instance}}": `chat_uploads_under_way{${HERE}}` },
        },
        {
          title: "Stored",
          description: "Bytes a second",
          unit: "bytes",
          queries: { "{{kind}}": rate(`chat_upload_bytes_total{${HERE}}`, ["kind"]) },
        },
        {
          title: "Time taken",
          description: "Of those that were stored, as fast as their sender is",
          unit: "s",
          queries: {
            p50: quantile(0.5, "chat_upload_duration_seconds", `{${HERE},outcome="stored"}`),
            p99: quantile(0.99, "chat_upload_duration_seconds", `{${HERE},outcome="stored"}`),
          },
        },
      ],
    },
    processRow("api"),
  ],
};
