import { limits } from "@chat/contract";
import type { Context } from "../context.ts";
import { listUserRows } from "../users/users.repository.ts";
import { judgeDelivery } from "./deliveries.policy.ts";
import {
  type ClaimedDelivery,
  claimDelivery,
  type DeliveryKey,
  findNotice,
  listDueDeliveries,
  type Notice,
  postponeDelivery,
  settleDelivery,
} from "./deliveries.repository.ts";
import type { Handover, Letter, Media } from "./delivery-port.ts";
import { inOneLine, toPreview } from "./preview.ts";
import { deleteSubscription } from "./push-subscriptions.repository.ts";

export type { DeliveryKey } from "./deliveries.repository.ts";

type DeliveryContext = Pick<Context, "db" | "now">;

export interface Delivered {
  readonly medium: "push" | "mail";
  readonly outcome: "sent" | "withdrawn" | "held" | "postponed" | "failed";
  /** From the notification to this. */
  readonly delayMs: number;
}

/** What of all organisations is to be sent now, or to be looked at again. */
export async function findDueDeliveries(
  ctx: DeliveryContext,
  medium: "push" | "mail",
): Promise<DeliveryKey[]> {
  return listDueDeliveries(ctx.db, medium, ctx.now(), limits.DELIVERY_DUE_MAX);
}

/**
 * Sends one thing, unless it was read meanwhile or something else speaks
 * against it now. It is handed over once under retries; only a worker that dies
 * between handing over and noting it makes a second time, with the same ids.
 *
 * @returns undefined: it is not due, or another worker has it
 */
export async function deliverNotification(
  ctx: DeliveryContext,
  media: Media,
  key: DeliveryKey,
): Promise<Delivered | undefined> {
  const now = ctx.now();
  const lease = new Date(now.getTime() + limits.DELIVERY_LEASE_MS);
  const claimed = await claimDelivery(ctx.db, key, now, lease);
  if (!claimed) {
    return undefined;
  }
  const outcome = await settle(ctx, media, key, claimed);
  const delayMs = ctx.now().getTime() - claimed.createdAt.getTime();
  return { medium: claimed.medium, outcome, delayMs };
}

async function settle(
  ctx: DeliveryContext,
  media: Media,
  key: DeliveryKey,
  claimed: ClaimedDelivery,
): Promise<Delivered["outcome"]> {
  const { db, now } = ctx;
  const notice = await findNotice(db, key);
  const judged = notice
    ? judge(notice, media, claimed, now())
    : ({ verdict: "withdraw", reason: "gone" } as const);
  if (judged.verdict === "withdraw" || !notice) {
    const reason = judged.verdict === "withdraw" ? judged.reason : "gone";
    await settleDelivery(db, key, { state: "withdrawn", reason, at: now() });
    return "withdrawn";
  }
  if (judged.verdict === "hold") {
    // Whoever may be disturbed again sooner than they said does not wait until then.
    const again = now().getTime() + limits.DELIVERY_HOLD_MS;
    const dueAt = new Date(Math.min(judged.until?.getTime() ?? again, again));
    await postponeDelivery(db, key, { dueAt, reason: "dnd", attempts: claimed.attempts - 1 });
    return "held";
  }
  if (claimed.attempts > limits.DELIVERY_ATTEMPTS_MAX) {
    await settleDelivery(db, key, { state: "failed", reason: "unreachable", at: now() });
    return "failed";
  }
  const handover = await handOver(ctx, media, key, claimed.medium, notice);
  return note(ctx, key, claimed, handover);
}

function judge(notice: Notice, media: Media, { medium, createdAt }: ClaimedDelivery, now: Date) {
  const isWanted =
    medium === "push"
      ? notice.wantsPush && notice.endpoint !== null && media.push !== undefined
      : notice.wantsMail && (notice.address ?? "") !== "" && media.mail !== undefined;
  return judgeDelivery(
    {
      isThere: notice.isThere,
      mayRead: notice.mayRead,
      isRead: notice.isRead,
      isWanted: isWanted && !notice.isQuiet,
      ageMs: now.getTime() - createdAt.getTime(),
      doNotDisturb: doNotDisturbOf(notice, now),
    },
    limits.DELIVERY_AGE_MS_MAX,
  );
}

function doNotDisturbOf(
  { chosen_status: chosen, status_expires_at: until }: Notice,
  now: Date,
): { until: Date | null } | null {
  const isOver = until !== null && until <= now;
  return chosen === "dnd" && !isOver ? { until } : null;
}

async function handOver(
  { db }: DeliveryContext,
  { push, mail }: Media,
  { orgId, notificationId }: DeliveryKey,
  medium: "push" | "mail",
  notice: Notice,
): Promise<Handover> {
  const users = await listUserRows(db, orgId, notice.mentionUserIds);
  const names = new Map(users.map(({ id, name }) => [id, name]));
  const letter: Letter = {
    orgId,
    userId: notice.userId,
    notificationId,
    kind: notice.kind,
    channel: { id: notice.channelId, type: notice.channelType, name: notice.channelName },
    messageId: notice.messageId,
    threadId: notice.rootId,
    author: { id: notice.authorId, name: inOneLine(notice.authorName) },
    preview: toPreview(notice.content, names),
    createdAt: notice.createdAt,
  };
  const { endpoint, p256dh, auth, address } = notice;
  const name = inOneLine(notice.recipientName);
  if (medium === "push" && push && endpoint !== null && p256dh !== null && auth !== null) {
    return push({ endpoint, p256dh, auth }, letter);
  }
  return mail && address !== null ? mail({ name, address }, letter) : "refused";
}

async function note(
  { db, now }: DeliveryContext,
  key: DeliveryKey,
  { attempts, medium }: ClaimedDelivery,
  handover: Handover,
): Promise<Delivered["outcome"]> {
  const at = now();
  switch (handover) {
    case "taken":
      await settleDelivery(db, key, { state: "sent", reason: null, at });
      return "sent";
    case "later": {
      const dueAt = new Date(at.getTime() + limits.DELIVERY_BACKOFF_MS * 2 ** (attempts - 1));
      await postponeDelivery(db, key, { dueAt, reason: "unreachable", attempts });
      return "postponed";
    }
    case "gone":
      if (medium === "push") {
        await deleteSubscription(db, key.orgId, key.targetId);
      }
      await settleDelivery(db, key, { state: "failed", reason: "refused", at });
      return "failed";
    case "refused":
      await settleDelivery(db, key, { state: "failed", reason: "refused", at });
      return "failed";
  }
}
