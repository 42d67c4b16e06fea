import protobuf from "protobufjs";

/** Of OpenTelemetry's protocol, the fields that are looked at here; others are passed over. */
const SCHEMA = `
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    bytes parent_span_id = 4;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    repeated Link links = 13;
    Status status = 15;
  }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
  }
`;

const ERROR = 2;

/** A span as a collector gets it. */
export interface ReceivedSpan {
  /** The process that made it, such as `chat-api`. */
  readonly service: string;
  readonly name: string;
  /** Hexadecimal, as are the other ids. */
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it has none. */
  readonly parentId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Ids of spans. */
  readonly links: readonly string[];
  readonly hasFailed: boolean;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface WireSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array;
  readonly name: string;
  readonly attributes: readonly KeyValue[];
  readonly links: readonly { readonly spanId: Uint8Array }[];
  readonly status: { readonly code: number } | null;
}

interface WireRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

const requestType = protobuf.parse(SCHEMA).root.lookupType("Request");

/** Reads what an exporter sends. */
export function decodeSpans(body: Uint8Array): ReceivedSpan[] {
  const decoded = requestType.toObject(requestType.decode(body), {
    arrays: true,
    defaults: true,
    longs: Number,
    oneofs: false,
  });
  return (decoded as WireRequest).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(toRecord(resource.attributes)["service.name"]);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => toSpan(service, span)));
  });
}

function toSpan(service: string, span: WireSpan): ReceivedSpan {
  return {
    service,
    name: span.name,
    traceId: toHex(span.traceId),
    spanId: toHex(span.spanId),
    parentId: toHex(span.parentSpanId),
    attributes: toRecord(span.attributes),
    links: span.links.map(({ spanId }) => toHex(spanId)),
    hasFailed: span.status?.code === ERROR,
  };
}

function toRecord(pairs: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
