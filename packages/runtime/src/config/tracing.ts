import type { readEnvironment } from "./environment.ts";
import { parseOtlpHeaders } from "./otlp-headers.ts";

/** Where spans go, and of how many traces. */
export interface TracingConfig {
  /** Takes OTLP over HTTP. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the traces that begin here, from 0 to 1. */
  readonly ratio: number;
  /** Whether a caller says for us that a trace is recorded, or is not. */
  readonly callersDecide: boolean;
}

/** Tracing, where a collector is named. */
export function readTracing(env: ReturnType<typeof readEnvironment>): TracingConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = env;
  if (endpoint === undefined) {
    return undefined;
  }
  return {
    url: new URL("v1/traces", endpoint.endsWith("/") ? endpoint : `${endpoint}/`).href,
    headers: headers === undefined ? {} : parseOtlpHeaders(headers),
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
    callersDecide: env.OTEL_TRACES_SAMPLER === "parentbased_traceidratio",
  };
}
