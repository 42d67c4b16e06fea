import { createPublisher, createSignals, type Database } from "@chat/domain";
import {
  ConfigError,
  countSignalFailures,
  createObjects,
  environmentVariables,
  type Platform,
} from "@chat/runtime";
import type { JobKind } from "../jobs/job-kind.ts";
import { createScanner, type Scanner } from "../scanning/scanner.ts";
import { startUpkeep } from "../upkeep.ts";
import { createLeftoverSweep } from "./leftover-sweep.ts";
import { type AttachmentMetrics, createAttachmentMetrics, observeUnscanned } from "./metrics.ts";
import { createRemoveFiles } from "./remove-files.ts";
import { createScanAttachment } from "./scan-attachment.ts";
import type { OnStep } from "./steps.ts";
import type { AttachmentTools } from "./tools.ts";

/** For tests: the clock, and a look at each step. */
export interface AttachmentHooks {
  readonly onStep?: OnStep;
  readonly now?: () => Date;
}

/**
 * The jobs of files, and the sweep of leftovers, which is started.
 *
 * @throws {ConfigError} where files are to be scanned and nobody says by whom
 */
export function createAttachmentJobs(
  platform: Platform,
  db: Database,
  { onStep = () => undefined, now = () => new Date() }: AttachmentHooks = {},
): JobKind[] {
  const { config, logger, lifecycle, metrics: registry, redis, storage } = platform;
  const metrics = createAttachmentMetrics(registry);
  observeUnscanned(registry, db, now);
  const scanner = config.uploads.scan ? startScanner(platform, metrics) : undefined;
  const publisher = createPublisher(db, redis, config.events, (error, events) =>
    logger.warn({ err: error, events }, "events are left to the relay"),
  );
  lifecycle.onStop("publisher of files", () => publisher.flush());
  const signal = createSignals(redis, config.events, countSignalFailures(registry));
  const tools: AttachmentTools = {
    ctx: { db, publish: publisher.publish, signal, now },
    objects: createObjects(storage, config.s3.bucket),
    scanner,
    orphanHours: config.uploads.orphanHours,
    metrics,
    onStep,
  };
  const sweep = createLeftoverSweep(tools);
  lifecycle.onStop(sweep.name, startUpkeep(sweep, logger));
  return [createScanAttachment(tools), createRemoveFiles(tools)];
}

function startScanner({ config, logger, health }: Platform, metrics: AttachmentMetrics): Scanner {
  const { clamd, bytesMax } = config.uploads;
  if (!clamd) {
    throw new ConfigError(
      `CLAMD_ADDR is missing: it takes ${environmentVariables.CLAMD_ADDR.desc}; or set ATTACHMENT_SCAN to off, and files are served without a scan`,
    );
  }
  const scanner = createScanner(clamd, bytesMax, metrics, (limit) =>
    logger.warn(
      { limit, bytesMax },
      "clamd's limits are below UPLOAD_MAX_BYTES: larger files fail",
    ),
  );
  scanner.prove().then(
    () => logger.info(clamd, "clamd has found the test virus"),
    (error: unknown) => logger.error({ err: error }, "clamd is not to be relied on; files wait"),
  );
  health.addCheck("virus scan", false, () => scanner.prove());
  return scanner;
}
