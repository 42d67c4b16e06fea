import { limits } from "@chat/contract";
import { claimRemovals, type FileRemoval, removeFiles } from "@chat/domain";
import type { JobKind } from "../jobs/job-kind.ts";
import type { AttachmentTools } from "./tools.ts";

/** Removes the objects of what was deleted: the rows went with the deletion. */
export function createRemoveFiles({
  ctx,
  objects,
  metrics,
}: AttachmentTools): JobKind<FileRemoval> {
  return {
    name: "remove-files",
    events: [],
    attempts: 1,
    backoffMs: 0,
    concurrency: limits.ATTACHMENT_JOBS_AT_ONCE_MAX,
    timeoutMs: limits.ATTACHMENT_JOB_MS_MAX,
    async process(removal) {
      await removeFiles(ctx, removal, (keys) => objects.remove(keys));
      metrics.removed("deleted", removal.kind === "attachment" ? 1 : 0);
    },
    sweeps: [
      {
        name: "sweep of deleted files",
        intervalMs: limits.ATTACHMENT_SWEEP_MS,
        findDue: async () => {
          const due = await claimRemovals(ctx);
          return due.map((removal) => ({ id: `${removal.kind}/${removal.id}`, data: removal }));
        },
      },
    ],
  };
}
