import { limits } from "@chat/contract";
import {
  ChatError,
  checkPartitions,
  createContext,
  createDatabase,
  createFindConnected,
  createIdentification,
  createPublisher,
  createSignals,
} from "@chat/domain";
import { type App, countSignalFailures, createFileStore, createTokenVerifier } from "@chat/runtime";
import { buildAsyncApiDocument } from "./document/asyncapi.ts";
import { API_PREFIX, documentApi } from "./document/openapi.ts";
import { serveDocumentPage } from "./document/page.ts";
import { requireToken } from "./http/authentication.ts";
import { answerBrokenRequests } from "./http/broken-request.ts";
import { allowOrigins } from "./http/cors.ts";
import { createSendProblem } from "./http/problem.ts";
import { limitRates } from "./http/rate-limiting.ts";
import { addRoute, type Deps } from "./http/route.ts";
import { serveUnsubscribing } from "./http/unsubscribe.ts";
import { acceptJsonOnly, acceptMultipartOnly, useContractValidation } from "./http/validation.ts";
import { createMessageMetrics } from "./metrics/message-metrics.ts";
import { observePublisher } from "./metrics/publisher-metrics.ts";
import { createRateMetrics } from "./metrics/rate-metrics.ts";
import { countProblems, measureRequests } from "./metrics/request-metrics.ts";
import { createUploadMetrics } from "./metrics/upload-metrics.ts";
import { routes, uploadRoutes } from "./operations/routes.ts";
import { createKnownSenders } from "./rate-limits/known-senders.ts";
import { createRateCounter } from "./rate-limits/rate-counter.ts";
import { serveResumableUploads } from "./uploads/resumable-uploads.ts";

export { buildAsyncApiDocument } from "./document/asyncapi.ts";
export { buildOpenApiDocument } from "./document/openapi.ts";

/** The REST API: stateless, any number of processes. */
export const apiApp: App = async (platform) => {
  const { config, logger, metrics, health, lifecycle, postgres, redis, server, storage } = platform;
  const db = createDatabase(postgres);
  const failures = observePublisher(metrics);
  const publisher = createPublisher(db, redis, config.events, (error, events) => {
    failures.inc(events);
    logger.warn({ err: error, events }, "events are left to the relay");
  });
  lifecycle.onStop("publisher", () => publisher.flush());
  health.addCheck("event log", true, () =>
    checkPartitions({ db }, limits.EVENT_PARTITION_DAYS_AHEAD_MIN),
  );

  const files = createFileStore(storage, config.s3);
  lifecycle.onStop("files", () => files.close());
  const ctx = createContext(
    db,
    {
      publish: publisher.publish,
      signal: createSignals(redis, config.events, countSignalFailures(metrics)),
      findConnected: createFindConnected(redis, config.events),
    },
    { files, uploads: config.uploads },
  );
  const senders = createKnownSenders();
  const uploadMetrics = createUploadMetrics(metrics, () => ctx.uploadSlots.held);
  const deps: Deps = {
    ctx,
    messageMetrics: createMessageMetrics(metrics),
    uploadMetrics,
    senders,
    push: config.push,
  };
  const rateMetrics = createRateMetrics(metrics);
  const operations = [...routes, ...uploadRoutes].map(({ operation }) => operation);
  measureRequests(server, metrics, operations);
  server.setErrorHandler(createSendProblem(countProblems(metrics)));
  answerBrokenRequests(server);
  server.setNotFoundHandler(() => {
    throw new ChatError("not_found", "there is no such path");
  });
  if (config.corsOrigins.length > 0) {
    await allowOrigins(server, config.corsOrigins);
  }
  await documentApi(server);
  await serveDocumentPage(server);
  server.get("/openapi.json", { schema: { hide: true } }, async () => server.swagger());
  server.get("/asyncapi.json", { schema: { hide: true } }, buildAsyncApiDocument);
  if (config.mail) {
    await serveUnsubscribing(server, ctx, config.mail.unsubscribeSecret);
  }
  await server.register(
    async (scope) => {
      useContractValidation(scope);
      acceptJsonOnly(scope);
      requireToken(
        scope,
        createTokenVerifier(config, limits.TOKEN_LIMITS, logger),
        createIdentification(db),
      );
      if (config.rateLimit) {
        const count = createRateCounter(redis, config.redis.prefix, (error) =>
          logger.warn({ err: error }, "rates cannot be counted; nothing is limited"),
        );
        limitRates(scope, {
          count,
          findThreadChannel: ctx.findThreadChannel,
          senders,
          metrics: rateMetrics,
        });
      }
      for (const route of routes) {
        addRoute(scope, route, deps);
      }
      await scope.register(async (uploads) => {
        acceptMultipartOnly(uploads);
        for (const route of uploadRoutes) {
          addRoute(uploads, route, deps);
        }
      });
      await scope.register((uploads) => serveResumableUploads(uploads, ctx, uploadMetrics));
    },
    { prefix: API_PREFIX },
  );
};
