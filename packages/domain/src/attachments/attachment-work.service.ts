import { limits } from "@chat/contract";
import type { Context } from "../context.ts";
import {
  type AttachmentRef,
  type AttachmentWork,
  beginTry,
  claimDueAttachments,
  findOldestUnscanned,
  finishAttachment,
  type GivenUpPlace,
  listAttachmentsAt,
  postponeAttachment,
  reviveGivenUp,
} from "./attachment-work.repository.ts";
import { removeUnsentAttachment } from "./file-removals.repository.ts";
import { type StoragePlace, storageKey } from "./storage-keys.ts";

export type { AttachmentRef, AttachmentWork } from "./attachment-work.repository.ts";

type WorkContext = Pick<Context, "db" | "now">;

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** Files of all organisations that a worker is to look at: bounded, and nobody else's for a while. */
export function claimAttachments({ db, now }: WorkContext): Promise<AttachmentRef[]> {
  const until = later(now(), limits.ATTACHMENT_CLAIM_MS);
  return claimDueAttachments(db, { now: now(), until }, limits.ATTACHMENT_CLAIM_ROWS_MAX);
}

/** Begins a try, and counts it; undefined: there is nothing to do. */
export function beginAttachmentTry(
  { db }: WorkContext,
  ref: AttachmentRef,
): Promise<AttachmentWork | undefined> {
  return beginTry(db, ref);
}

/** Leaves what is to be done to a later try: the pause doubles with each. */
export async function retryAttachmentLater(
  { db, now }: WorkContext,
  work: AttachmentWork,
): Promise<void> {
  const pause = limits.ATTACHMENT_RETRY_MS * 2 ** (work.tries - 1);
  await postponeAttachment(db, work, later(now(), Math.min(pause, limits.ATTACHMENT_RETRY_MS_MAX)));
}

/** Nothing is left to do to the file, but to look again whether it was sent. */
export async function closeAttachment(
  { db }: WorkContext,
  work: AttachmentWork,
  orphanHours: number,
): Promise<void> {
  await finishAttachment(db, work, unsentUntil(work, orphanHours));
}

/** Removes a file that was not sent for too long; false: it was, or there is time. */
export async function removeOrphan(
  { db, now }: WorkContext,
  work: AttachmentWork,
  orphanHours: number,
): Promise<boolean> {
  const isOrphan = !work.sent && unsentUntil(work, orphanHours) <= now();
  return isOrphan && (await removeUnsentAttachment(db, work.orgId, work.id, now()));
}

function unsentUntil({ createdAt }: AttachmentWork, orphanHours: number): Date {
  return later(createdAt, orphanHours * HOUR_MS);
}

/** Which of these files of one organisation have their bytes in this place, as their rows say. */
export function listStored(
  { db }: Pick<Context, "db">,
  place: StoragePlace,
  orgId: string,
  ids: readonly string[],
): Promise<string[]> {
  const places = ids.map((id) => ({ id, storageKey: storageKey(place, orgId, id) }));
  return listAttachmentsAt(db, orgId, places);
}

/** How long the file has waited that has waited longest for its scan, in seconds; 0: none waits. */
export async function getUnscannedAge({ db, now }: WorkContext): Promise<number> {
  const oldest = await findOldestUnscanned(db);
  return oldest ? Math.max(0, now().getTime() - oldest.getTime()) / SECOND_MS : 0;
}

/**
 * Has every file scanned once more that was given up, as when clamd's limits
 * have risen. Answers with how many.
 */
export async function rescanAttachments({ db, now }: WorkContext): Promise<number> {
  let total = 0;
  let after: GivenUpPlace | null = null;
  do {
    const { revived, last }: Awaited<ReturnType<typeof reviveGivenUp>> = await reviveGivenUp(
      db,
      after,
      now(),
      limits.ATTACHMENT_RESCAN_ROWS_MAX,
    );
    total += revived;
    after = last;
  } while (after !== null);
  return total;
}

function later(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
