import { randomUUID } from "node:crypto";
import Fastify, { type FastifyInstance, LogController } from "fastify";
import type { TracingConfig } from "../config/tracing.ts";
import type { Logger } from "../logger.ts";
import { traceRequests } from "../tracing/request-spans.ts";
import { limitBodyTime } from "./body-time.ts";
import { closeAfterRequest } from "./closing.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

const REQUEST_ID = /^[\w.:+/=-]{1,128}$/;

/** The numbers stand in the contract; whoever starts the process hands them in. */
export interface ServerLimits {
  readonly bodyBytesMax: number;
  readonly headersBytesMax: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly pathSegmentLengthMax: number;
  readonly requestTimeoutMs: number;
  /** How often it is looked whose time is over. */
  readonly timeoutCheckMs: number;
}

/** Of Node: how long a connection may keep silent, and how much it may say before its request is understood. */
export function connectionLimits(limits: ServerLimits) {
  return {
    headersTimeout: limits.headersTimeoutMs,
    maxHeaderSize: limits.headersBytesMax,
    connectionsCheckingInterval: limits.timeoutCheckMs,
  };
}

/**
 * A Fastify server as every app has it: request ids taken from the caller or
 * made, and echoed; one log line a request, by its route and not by its URL,
 * because a URL can hold a token.
 */
export function createServer(
  logger: Logger,
  limits: ServerLimits,
  tracing?: TracingConfig,
): FastifyInstance {
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    bodyLimit: limits.bodyBytesMax,
    routerOptions: { maxParamLength: limits.pathSegmentLengthMax },
    // Bodies are timed by their routes.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    forceCloseConnections: "idle",
    // What arrives on an open connection during the stop is still answered, and like everything else.
    return503OnClosing: false,
    // Node would refuse it without a body; below, it is answered like every other error.
    http: { requireHostHeader: false, ...connectionLimits(limits) },
    requestIdHeader: false,
    // A path that cannot be decoded reaches no route; it is answered like every other error.
    frameworkErrors: (error, request, reply) => {
      void reply.header("x-request-id", request.id).headers(SECURITY_HEADERS);
      void server.errorHandler(error, request, reply);
    },
    genReqId: (request) => {
      const given = request.headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    },
  }) as unknown as FastifyInstance;

  if (tracing) {
    traceRequests(server, tracing);
  }
  server.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id).headers(SECURITY_HEADERS);
    limitBodyTime(request, reply, limits.requestTimeoutMs);
    if (request.raw.httpVersion === "1.1" && request.headers.host === undefined) {
      done(Object.assign(new Error("the Host header is required"), { statusCode: 400 }));
      return;
    }
    done();
  });
  server.addHook("onSend", (request, reply, _payload, done) => {
    if (!reply.raw.shouldKeepAlive) {
      closeAfterRequest(request, reply);
    }
    done();
  });
  // Nothing in these lines is a secret: looking for one would cost as much as the line.
  const requests = logger.child({}, { redact: [] });
  server.addHook("onResponse", (request, reply, done) => {
    requests.info(
      {
        reqId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      "request",
    );
    done();
  });
  return server;
}
