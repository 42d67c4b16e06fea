import type { IncomingHttpHeaders } from "node:http";
import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TracingConfig } from "../config/tracing.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Asked all the time by what watches the process: not worth a trace. */
    isProbe?: boolean;
  }
  interface FastifyRequest {
    /** What belongs to the request begins its spans in here; null: it is not traced. */
    trace: Context | null;
  }
}

const TRACER = "chat";
const SERVER_ERRORS = 500;
const SWITCHING_PROTOCOLS = 101;

/**
 * A span for each request, by its route and never by its URL, below that of the
 * caller who sent a `traceparent`. To be called before other hooks are added:
 * they run inside of it, and so do handlers.
 */
export function traceRequests(server: FastifyInstance, config: TracingConfig): void {
  server.decorateRequest("trace", null);
  const goOn = (request: FastifyRequest, _reply: FastifyReply, done: () => void) =>
    request.trace ? context.with(request.trace, done) : done();

  server.addHook("onRequest", (request, reply, done) => {
    if (request.routeOptions.config?.isProbe) {
      done();
      return;
    }
    const caller = callerOf(request.headers, config);
    const span = startSpan(request, caller);
    request.trace = trace.setSpan(caller, span);
    // Comes after the answer, and also where the client went away without one.
    reply.raw.once("close", () => endSpan(span, reply));
    context.with(request.trace, done);
  });
  // A body is read in nobody's context.
  server.addHook("preValidation", goOn);
  server.addHook("preHandler", (request, _reply, done) => {
    if (request.trace && request.headers.upgrade !== undefined) {
      // What was agreed on in the handshake lasts for hours.
      trace.getSpan(request.trace)?.setAttribute(STATUS, SWITCHING_PROTOCOLS).end();
    }
    done();
  });
  server.addHook("onResponse", goOn);
}

const STATUS = "http.response.status_code";

function startSpan(request: FastifyRequest, caller: Context): Span {
  const { method } = request;
  const { url: route } = request.routeOptions;
  return trace.getTracer(TRACER).startSpan(
    route === undefined ? method : `${method} ${route}`,
    {
      kind: SpanKind.SERVER,
      attributes: {
        "http.request.method": method,
        ...(route === undefined ? {} : { "http.route": route }),
        "chat.request.id": request.id,
      },
    },
    caller,
  );
}

function endSpan(span: Span, { raw: answer }: FastifyReply): void {
  if (answer.writableFinished) {
    span.setAttribute(STATUS, answer.statusCode);
    if (answer.statusCode >= SERVER_ERRORS) {
      span.setAttribute("error.type", String(answer.statusCode));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
  } else {
    span.setAttribute("error.type", "client_closed");
  }
  span.end();
}

/**
 * The span that a caller names, if it is one. Whether it is recorded, strangers
 * say only where they are believed; otherwise the ratio does, by the trace's id.
 */
function callerOf(headers: IncomingHttpHeaders, { callersDecide }: TracingConfig): Context {
  const caller = propagation.extract(ROOT_CONTEXT, headers);
  const span = trace.getSpanContext(caller);
  return span && !callersDecide
    ? trace.setSpanContext(ROOT_CONTEXT, { ...span, traceFlags: TraceFlags.NONE })
    : caller;
}
