import type { FileStore } from "./attachments/file-store.ts";
import type { UploadRules } from "./attachments/upload-rules.ts";
import { createUploadSlots, type UploadSlots } from "./attachments/upload-slots.ts";
import type { Database } from "./database/database.ts";
import type { SendSignal } from "./ephemeral/signals.ts";
import type { PublishRuns } from "./events/event.ts";
import { createPostingLanes, type WriteMessage } from "./messages/posting-lanes.ts";
import { createThreadChannels, type FindThreadChannel } from "./messages/thread-channels.ts";
import type { FindConnected } from "./presence/connection-store.ts";

/** What every use-case needs. Built once a process. */
export interface Context {
  readonly db: Database;
  readonly publish: PublishRuns;
  readonly writeMessage: WriteMessage;
  readonly findThreadChannel: FindThreadChannel;
  readonly signal: SendSignal;
  readonly findConnected: FindConnected;
  readonly files: FileStore;
  readonly uploads: UploadRules;
  readonly uploadSlots: UploadSlots;
  readonly now: () => Date;
}

/** What of the context goes to Redis or comes from it. */
export type RedisPorts = Pick<Context, "publish" | "signal" | "findConnected">;

/** Where files are, and what is allowed of them. */
export type FilePorts = Pick<Context, "files" | "uploads">;

export function createContext(db: Database, redis: RedisPorts, files: FilePorts): Context {
  return {
    db,
    ...redis,
    ...files,
    uploadSlots: createUploadSlots(),
    writeMessage: createPostingLanes(db, redis.publish),
    findThreadChannel: createThreadChannels(db),
    now: () => new Date(),
  };
}
