import { limits } from "@chat/contract";
import type { Context } from "../context.ts";
import {
  type AttachmentRef,
  type AttachmentWork,
  beginTry,
  claimDueAttachments,
  finishAttachment,
  listAttachmentsAt,
  postponeAttachment,
} from "./attachment-work.repository.ts";
import { removeUnsentAttachment } from "./file-removals.repository.ts";
import { storageKey } from "./storage-keys.ts";

export type { AttachmentRef, AttachmentWork } from "./attachment-work.repository.ts";

type WorkContext = Pick<Context, "db" | "now">;

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

/** Which of these files of one organisation are still in quarantine, as their rows say. */
export function listQuarantined(
  { db }: Pick<Context, "db">,
  orgId: string,
  ids: readonly string[],
): Promise<string[]> {
  const places = ids.map((id) => ({ id, storageKey: storageKey("quarantine", orgId, id) }));
  return listAttachmentsAt(db, orgId, places);
}

function later(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
