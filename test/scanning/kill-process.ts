/** A worker that does nothing but the jobs of files, and dies before the step that it is told. */
import { limits } from "@chat/contract";
import { createDatabase } from "@chat/domain";
import { runMain } from "@chat/runtime";
import { createAttachmentJobs } from "@chat/worker/attachments";
import { startJobs } from "@chat/worker/jobs";

const killAt = process.env["KILL_AT"];
await runMain(
  "worker",
  [
    async (platform) => {
      const onStep = (step: string) => {
        if (step === killAt) {
          process.kill(process.pid, "SIGKILL");
        }
      };
      const db = createDatabase(platform.postgres);
      startJobs(platform, createAttachmentJobs(platform, db, { onStep }));
    },
  ],
  limits.SERVER_LIMITS,
);
