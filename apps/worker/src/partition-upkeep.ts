import { limits } from "@chat/contract";
import { type Database, maintainPartitions } from "@chat/domain";
import { type Config, createBlockingRedis, type Logger } from "@chat/runtime";
import { Queue, Worker } from "bullmq";

const HOUR_MS = 60 * 60 * 1_000;
const PARTITIONS_JOB = "maintain-partitions";

/**
 * What has to be done now and then, by one worker of many: BullMQ keeps the
 * clock, so that it is done once however many workers run.
 */
export async function startSchedules(
  config: Config,
  logger: Logger,
  db: Database,
): Promise<() => Promise<void>> {
  const connection = createBlockingRedis(config.redis, logger);
  const options = { connection, prefix: `{${config.redis.prefix}-jobs}` };
  const queue = new Queue("schedules", options);
  const worker = new Worker(
    "schedules",
    async (job) => {
      if (job.name === PARTITIONS_JOB) {
        const days = {
          ahead: limits.EVENT_PARTITION_DAYS_AHEAD,
          retention: config.events.retentionDays,
        };
        logger.info(await maintainPartitions({ db }, days), "partitions maintained");
      }
    },
    options,
  );
  const onError = (error: Error) => logger.debug({ err: error }, "the schedules' queue failed");
  queue.on("error", onError);
  worker.on("error", onError);
  worker.on("failed", (job, error) => logger.error({ err: error, job: job?.name }, "job failed"));
  // In the background, as Redis may be away when a worker starts.
  queue
    .upsertJobScheduler(
      PARTITIONS_JOB,
      { every: HOUR_MS },
      { name: PARTITIONS_JOB, opts: { removeOnComplete: 24, removeOnFail: 24 } },
    )
    .catch((error: unknown) => logger.error({ err: error }, "schedules could not be set"));
  return async () => {
    await worker.close();
    await queue.close();
    connection.disconnect();
  };
}
