import { limits } from "@chat/contract";
import {
  type AttachmentRef,
  type AttachmentWork,
  addThumbnail,
  beginAttachmentTry,
  claimAttachments,
  closeAttachment,
  keysOfAttachment,
  removeOrphan,
  retryAttachmentLater,
  type Settlement,
  settleAttachment,
  storageKey,
} from "@chat/domain";
import type { JobKind } from "../jobs/job-kind.ts";
import { scanFile } from "./scan-file.ts";
import { isPicture, makeThumbnail, THUMBNAIL_TYPE } from "./thumbnail.ts";
import type { AttachmentTools } from "./tools.ts";

/**
 * Takes a file one step after another from its upload to where it belongs. The
 * row says how far it is, each step can be done twice, and the pauses between
 * tries are in the row, too: a worker that dies in whichever step leaves it to
 * the next one.
 */
export function createScanAttachment(tools: AttachmentTools): JobKind<AttachmentRef> {
  return {
    name: "scan-attachment",
    events: [],
    attempts: 1,
    backoffMs: 0,
    concurrency: limits.ATTACHMENT_JOBS_AT_ONCE_MAX,
    timeoutMs: limits.ATTACHMENT_JOB_MS_MAX,
    process: (ref, signal) => scanAttachment(tools, ref, signal),
    sweeps: [
      {
        name: "sweep of files",
        intervalMs: limits.ATTACHMENT_SWEEP_MS,
        findDue: async () => {
          const due = await claimAttachments(tools.ctx);
          return due.map((ref) => ({ id: ref.id, data: ref }));
        },
      },
    ],
  };
}

async function scanAttachment(
  tools: AttachmentTools,
  ref: AttachmentRef,
  signal: AbortSignal,
): Promise<void> {
  const work = await beginAttachmentTry(tools.ctx, ref);
  if (!work) {
    return;
  }
  try {
    await goOn(tools, work, signal);
  } catch (error) {
    await putOff(tools, work);
    throw error;
  }
}

async function goOn(
  tools: AttachmentTools,
  work: AttachmentWork,
  signal: AbortSignal,
): Promise<void> {
  const { ctx, objects, onStep, orphanHours } = tools;
  if (await removeOrphan(ctx, work, orphanHours)) {
    return;
  }
  const isWaiting = work.status === "pending" || work.status === "failed";
  const settlement = isWaiting ? await scanFile(tools, work, signal) : undefined;
  if (settlement && !(await settle(tools, work, settlement))) {
    return;
  }
  const status = settlement?.status ?? work.status;
  if (status !== "failed") {
    onStep("remove source");
    const keys = keysOfAttachment(work.orgId, work.id);
    await objects.remove(status === "infected" ? keys : keys.slice(0, 1));
  }
  const isServed = status === "clean" || status === "unscanned";
  if (isServed && !(await addPicture(tools, work, signal))) {
    return;
  }
  onStep("close");
  await closeAttachment(ctx, work, orphanHours);
}

/** False: the file is deleted, and what was copied for it with it; or another worker was quicker. */
async function settle(
  tools: AttachmentTools,
  work: AttachmentWork,
  settlement: Settlement,
): Promise<boolean> {
  tools.onStep("settle");
  const settled = await settleAttachment(tools.ctx, work, settlement);
  if (settled === "gone") {
    await tools.objects.remove(keysOfAttachment(work.orgId, work.id));
    return false;
  }
  if (settled === "superseded") {
    // What was copied may be in the wrong place: the row says so at the next look.
    await retryAttachmentLater(tools.ctx, work);
    return false;
  }
  if (settled === "settled") {
    tools.metrics.settled(settlement.status);
  }
  return true;
}

/** False: the file is deleted. */
async function addPicture(
  { ctx, objects, metrics, onStep }: AttachmentTools,
  work: AttachmentWork,
  signal: AbortSignal,
): Promise<boolean> {
  const { orgId, id, contentType, size, hasThumbnail, tries } = work;
  const isWanted = isPicture(contentType, size) && !hasThumbnail;
  if (!isWanted || tries > limits.THUMBNAIL_TRIES_MAX) {
    return true;
  }
  onStep("make thumbnail");
  const made = await makeThumbnail(() => objects.read(storageKey("clean", orgId, id), signal));
  metrics.thumbnail(made ? "made" : "none");
  if (!made) {
    return true;
  }
  onStep("store thumbnail");
  await objects.write(storageKey("thumbnail", orgId, id), made.bytes, THUMBNAIL_TYPE);
  onStep("add thumbnail");
  if ((await addThumbnail(ctx, work, made.picture)) === "gone") {
    await objects.remove(keysOfAttachment(orgId, id));
    return false;
  }
  return true;
}

/** What waits for its scan has failed after the last try, and is tried again now and then. */
async function putOff({ ctx, metrics }: AttachmentTools, work: AttachmentWork): Promise<void> {
  const isLast = work.tries >= limits.ATTACHMENT_SCAN_TRIES_MAX;
  if (work.status === "failed" || (work.status === "pending" && isLast)) {
    const retryAt = new Date(ctx.now().getTime() + limits.ATTACHMENT_FAILED_RETRY_MS);
    if ((await settleAttachment(ctx, work, { status: "failed", retryAt })) === "settled") {
      metrics.settled("failed");
    }
  } else {
    await retryAttachmentLater(ctx, work);
  }
}
