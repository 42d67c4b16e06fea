import { createDatabase } from "@chat/domain";
import { type AttachmentHooks, createAttachmentJobs } from "@chat/worker/attachments";
import { startJobs } from "@chat/worker/jobs";
import { startTestProcess, type TestProcess } from "../support/platform.ts";
import type { Teardown } from "../support/teardown.ts";
import { createChannel, startWorld, type World, type WorldUser } from "../support/world.ts";
import { createBucket, type OwnBucket } from "./bucket.ts";
import { type ClamdSettings, startClamd, type TestClamd } from "./clamd.ts";
import { createFiles, type Files } from "./files.ts";

/** A service with a clamd, a bucket and a channel of Ada's. */
export interface Stage {
  readonly world: World;
  readonly clamd: TestClamd;
  readonly bucket: OwnBucket;
  readonly files: Files;
  readonly ada: WorldUser;
  readonly channelId: string;
  post(threadId?: string): Promise<string>;
  /** In the test's own process. */
  startWorker(hooks?: AttachmentHooks): Promise<TestProcess>;
}

/** Small, so that clamd proves itself at once. */
const UPLOAD_MAX_BYTES = String(2 * 1024 * 1024);

export async function createStage(
  t: Teardown,
  settings: ClamdSettings = {},
  overrides: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const clamd = await startClamd(t, settings);
  const bucket = await createBucket(t);
  const world = await startWorld(t, {
    apis: 1,
    gateways: 1,
    environment: {
      CHAT_BUCKET: bucket.name,
      CLAMD_ADDR: clamd.address,
      UPLOAD_MAX_BYTES,
      ...overrides,
    },
  });
  const ada = world.user();
  const channel = await createChannel(ada);
  return {
    world,
    clamd,
    bucket,
    files: createFiles(world.query, bucket, world.orgId),
    ada,
    channelId: channel.id,
    async post(threadId) {
      const body = { content: "with a file", ...(threadId ? { thread_id: threadId } : {}) };
      const answer = await ada.rest("POST", `/channels/${channel.id}/messages`, body);
      if (answer.status !== 201) {
        throw new Error(`a post was answered ${answer.status}`);
      }
      return answer.body.id;
    },
    startWorker: (hooks) =>
      startTestProcess(
        t,
        [
          async (platform) =>
            startJobs(
              platform,
              createAttachmentJobs(platform, createDatabase(platform.postgres), hooks),
            ),
        ],
        world.environment,
      ),
  };
}
