import { limits } from "@chat/contract";
import { type Database, maintainPartitions } from "@chat/domain";
import type { Config, Logger } from "@chat/runtime";

/**
 * Keeps the log's partitions, at the start and every hour, in every worker: a
 * clock that lives in Redis would stop with the loss of Redis, and two weeks
 * later there would be nowhere to write. Returns its stop.
 */
export function startPartitionUpkeep(config: Config, logger: Logger, db: Database): () => void {
  const days = {
    ahead: limits.EVENT_PARTITION_DAYS_AHEAD,
    retention: config.events.retentionDays,
  };
  const run = () => {
    maintainPartitions({ db }, days)
      .then((done) => logger.info(done, "partitions maintained"))
      .catch((error: unknown) => logger.error({ err: error }, "partitions are not maintained"));
  };
  run();
  const timer = setInterval(run, limits.EVENT_PARTITION_UPKEEP_MS);
  return () => clearInterval(timer);
}
