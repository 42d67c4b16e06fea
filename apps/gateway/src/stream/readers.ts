import { limits } from "@chat/contract";
import { groupKeys } from "@chat/domain";
import { type Config, createOwnerOpener, type Logger } from "@chat/runtime";
import type { Feeds } from "../feeds/feeds.ts";
import type { PersonalCopies } from "../subscriptions/personal-copies.ts";
import { deliverEntry, type OnLeft } from "./entry.ts";
import { GroupReader } from "./group-reader.ts";
import type { StreamMetrics } from "./metrics.ts";

/** Starts a reader for every group of streams; returns the stop of all. */
export async function startReaders(
  config: Config,
  logger: Logger,
  feeds: Feeds,
  copies: PersonalCopies,
  onLeft: OnLeft,
  metrics: StreamMetrics,
): Promise<() => void> {
  const groups = Array.from({ length: config.events.groups }, (_, group) => group);
  const readers = groups.map((group) => {
    const keys = groupKeys(config.events, group);
    return new GroupReader(openerOf(config, keys), keys, {
      onEntry: (fields) => deliverEntry(feeds, copies, onLeft, fields),
      onRead: (entries, appendedAt) => {
        metrics.entries.inc(entries);
        metrics.noteLag(group, Date.now() - appendedAt);
      },
      onAnswer: () => metrics.noteAnswer(group),
      onReset: () => metrics.resets.inc(),
      onReconnected: () => {
        // What was lost may be in any channel, however quiet: the next check asks for all.
        for (const feed of feeds.all()) {
          feed.lastActiveAt = Date.now();
        }
      },
      onFailure: (error) => {
        metrics.failures.inc();
        logger.debug({ err: error, group }, "a stream read failed");
      },
    });
  });
  await Promise.all(readers.map((reader) => reader.start()));
  return () => {
    for (const reader of readers) {
      reader.stop();
    }
  };
}

/** The streams of a group are where any of them is. */
function openerOf(config: Config, keys: readonly string[]) {
  const { STREAM_CONNECT_MS, STREAM_SILENCE_MS } = limits;
  return createOwnerOpener(config.redis, keys[0] ?? "", STREAM_CONNECT_MS, STREAM_SILENCE_MS);
}
