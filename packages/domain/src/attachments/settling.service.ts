import { limits } from "@chat/contract";
import type { Context } from "../context.ts";
import type { Tx } from "../database/database.ts";
import { commit, type Work } from "../database/transaction.ts";
import { insertEvent } from "../events/events.repository.ts";
import type { AttachmentRef } from "./attachment-work.repository.ts";
import { canSettle } from "./settling.policy.ts";
import {
  type Carrier,
  findCarrier,
  type LockedAttachment,
  lockAttachment,
  lockChannelOfAttachment,
  type Picture,
  rewriteFragment,
  updateAttachment,
} from "./settling.repository.ts";

export type { Picture } from "./settling.repository.ts";

/** What has become of a file. */
export type Settlement =
  | { readonly status: "clean" | "unscanned"; readonly storageKey: string }
  | { readonly status: "infected" }
  /** `retryAt`: when it is to be tried again; null: it would come to the same, until somebody asks for it. */
  | { readonly status: "failed"; readonly retryAt: Date | null };

type SettlingContext = Pick<Context, "db" | "publish" | "signal" | "now">;

/**
 * `unchanged`: it had failed before. `superseded`: it has come to an end before
 * this one. `gone`: there is no such file any more, and whatever was written for
 * it is nobody's.
 */
export type Settled = "settled" | "unchanged" | "superseded" | "gone";

/**
 * Notes what has become of a file, and tells of it: the channel where it is
 * sent, its uploader alone where it is not. Whoever is told that it is infected
 * is its uploader in any case. One that is settled already stays as it is.
 */
export function settleAttachment(
  ctx: SettlingContext,
  ref: AttachmentRef,
  settlement: Settlement,
): Promise<Settled> {
  // What is left to do, such as to remove what was copied, goes on from here.
  const dueAt = (settlement.status === "failed" && settlement.retryAt) || ctx.now();
  return change(ctx, ref, (row) => ({
    isAllowed: canSettle(row.status, settlement.status),
    isTold: row.status !== settlement.status,
    state: { ...settlement, dueAt, isGivenUp: isGivenUp(settlement) },
  }));
}

function isGivenUp(settlement: Settlement): boolean {
  return settlement.status === "failed" && settlement.retryAt === null;
}

/** Notes the size of a picture and of its thumbnail, which is stored, and tells of it in the same way. */
export function addThumbnail(
  ctx: SettlingContext,
  ref: AttachmentRef,
  picture: Picture,
): Promise<Settled> {
  return change(ctx, ref, ({ status }) => ({
    isAllowed: status === "clean" || status === "unscanned",
    isTold: true,
    state: { status, picture, dueAt: ctx.now() },
  }));
}

interface Change {
  readonly isAllowed: boolean;
  /** Whether anybody sees a difference. */
  readonly isTold: boolean;
  readonly state: Parameters<typeof updateAttachment>[2];
}

interface Outcome {
  readonly settled: Settled | "attached meanwhile";
  readonly toUploader?: { readonly userId: string; readonly attachment: string };
}

/** A file can be attached once, so what happened between reading and locking happens once. */
async function change(
  ctx: SettlingContext,
  ref: AttachmentRef,
  decide: (row: LockedAttachment) => Change,
): Promise<Settled> {
  for (let tries = 0; tries < limits.ATTACHMENT_SETTLE_TRIES_MAX; tries += 1) {
    const { settled, toUploader } = await commit(ctx, (tx) => changeOnce(tx, ref, decide));
    if (toUploader) {
      tellUploader(ctx, ref.orgId, toUploader.userId, toUploader.attachment);
    }
    if (settled !== "attached meanwhile") {
      return settled;
    }
  }
  throw new Error("an attachment was attached more than once");
}

async function changeOnce(
  tx: Tx,
  ref: AttachmentRef,
  decide: (row: LockedAttachment) => Change,
): Promise<Work<Outcome>> {
  const carrier = await findCarrier(tx, ref);
  const channel = carrier && (await lockChannelOfAttachment(tx, ref.orgId, carrier.channelId));
  const row = await lockAttachment(tx, ref);
  if (!row) {
    return { result: { settled: "gone" }, events: [] };
  }
  if (row.messageId !== (carrier?.messageId ?? null)) {
    return { result: { settled: "attached meanwhile" }, events: [] };
  }
  const { isAllowed, isTold, state } = decide(row);
  if (!isAllowed) {
    return { result: { settled: "superseded" }, events: [] };
  }
  const attachment = await updateAttachment(tx, ref, state);
  const isSent = carrier && channel;
  const events =
    isTold && isSent && !channel.deleted
      ? await tellChannel(tx, ref, carrier, channel.lastSeq + 1, attachment)
      : [];
  const concernsUploader = isTold && (!isSent || state.status === "infected");
  const toUploader = { userId: row.uploaderId, attachment };
  const settled = isTold ? "settled" : "unchanged";
  return { result: { settled, ...(concernsUploader ? { toUploader } : {}) }, events };
}

async function tellChannel(
  tx: Tx,
  ref: AttachmentRef,
  { messageId, channelId }: Carrier,
  eventSeq: number,
  attachment: string,
): Promise<Work<unknown>["events"]> {
  if (!(await rewriteFragment(tx, ref, messageId, eventSeq))) {
    return [];
  }
  const { orgId } = ref;
  const head = { orgId, channelId, type: "attachment", messageId, userId: null };
  return [await insertEvent(tx, { ...head, payload: attachment })];
}

function tellUploader(ctx: SettlingContext, orgId: string, userId: string, payload: string): void {
  const head = JSON.stringify({ type: "attachment", timestamp: ctx.now().toISOString() });
  const frame = `${head.slice(0, -1)},"payload":${payload}}`;
  ctx.signal({ kind: "user", orgId, userId, frame });
}
