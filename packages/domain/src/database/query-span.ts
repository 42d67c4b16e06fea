import { SpanKind } from "@opentelemetry/api";
import { inSpan, isTraced } from "../tracing/spans.ts";

const POSTGRES = { "db.system.name": "postgresql" };
const OPERATION = /\b(?:select|insert|update|delete|begin|commit|rollback)\b/i;
const TARGET = /\bchat_\w+/;

/** Runs a query in a span below the one under way, where that is recorded. */
export function inQuerySpan<T>(text: string, run: () => Promise<T>): Promise<T> {
  if (!isTraced()) {
    return run();
  }
  const summary = summarise(text);
  const attributes = { ...POSTGRES, "db.query.summary": summary };
  return inSpan(summary, { kind: SpanKind.CLIENT, attributes }, run);
}

/** What has to wait for a connection, or for one to be opened, shows it. */
export function inConnectSpan<T>(isFree: boolean, connect: () => Promise<T>): Promise<T> {
  return isFree ? connect() : inSpan("wait for a connection", { attributes: POSTGRES }, connect);
}

/**
 * What a query does, and to what, such as `select chat_channels`. Never the query:
 * some have their parameters in them. What stands before the first is ours.
 */
function summarise(text: string): string {
  const [ours = ""] = text.split("'", 1);
  const operation = OPERATION.exec(ours)?.[0].toLowerCase() ?? "query";
  const target = TARGET.exec(ours)?.[0];
  return target === undefined ? operation : `${operation} ${target}`;
}
