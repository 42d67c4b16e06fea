import { limits, type NotificationBrief, type NotificationKind } from "@chat/contract";
import type { Context } from "../context.ts";
import { CURSOR_FIRST_ID } from "../cursor.ts";
import { statusOf } from "../users/user-wire.ts";
import { listUserRows } from "../users/users.repository.ts";
import { createJudge, type JudgeCandidate } from "./judge-candidate.ts";
import { deleteNotifiedEdit } from "./notification-edits.repository.ts";
import {
  type Candidate,
  findSubject,
  insertNotifications,
  insertNotified,
  listCandidatesById,
  listMemberCandidates,
  listThreadFollowers,
  type MadeNotification,
  type Reach,
  type Subject,
} from "./notify.repository.ts";
import { type MediaDelays, planDeliveries } from "./plan-deliveries.ts";
import { toPreview } from "./preview.ts";

/** What notifying needs of the context. */
export type NotifyContext = Pick<Context, "db" | "signal" | "findConnected" | "now">;

export interface Notified {
  /** The kind of each who was told now. */
  readonly kinds: readonly string[];
  /** From the message to its notifications. */
  readonly delayMs: number;
}

/** Why it is called: an edit tells only those whom the message mentions now. */
export type NotifyCause = "post" | "edit";

/**
 * Tells everybody of a message who is to be told, each once, however often and
 * concurrently it is called. Notifications are made in bounded batches, each
 * with what is to be sent of it; a call that dies in the middle is repeated,
 * and makes what is missing.
 *
 * @returns undefined where there was nothing to do
 */
export async function notifyMessage(
  ctx: NotifyContext,
  delays: MediaDelays,
  { orgId, messageId }: { orgId: string; messageId: string },
  cause: NotifyCause,
): Promise<Notified | undefined> {
  const subject = await findSubject(ctx.db, orgId, messageId);
  const isEdit = cause === "edit";
  const isOver = subject?.isDone && !isEdit;
  if (!subject || isOver || ageMs(subject, ctx.now()) > limits.NOTIFICATION_AGE_MS_MAX) {
    await (isEdit && deleteNotifiedEdit(ctx.db, { orgId, messageId }, null));
    return undefined;
  }
  const followers = await followersOf(ctx, subject);
  const judge = createJudge(subject, followers, isEdit);
  const reach = reachOf(subject, followers, isEdit);
  const preview = await previewOf(ctx, subject);
  const kinds: string[] = [];
  for await (const candidates of candidateBatches(ctx, subject, reach)) {
    const made = await tellCandidates(ctx, { subject, judge, delays, preview }, candidates);
    kinds.push(...made.map(({ kind }) => kind));
  }
  await (isEdit
    ? deleteNotifiedEdit(ctx.db, { orgId, messageId }, subject.editSeq)
    : insertNotified(ctx.db, orgId, messageId));
  return { kinds, delayMs: ageMs(subject, ctx.now()) };
}

function ageMs({ createdAt }: Subject, now: Date): number {
  return now.getTime() - createdAt.getTime();
}

export async function followersOf(
  { db }: Pick<Context, "db">,
  { orgId, rootId, seq }: Subject,
): Promise<ReadonlySet<string>> {
  return new Set(rootId === null ? [] : await listThreadFollowers(db, orgId, rootId, seq));
}

async function previewOf(
  { db }: NotifyContext,
  { orgId, content, mentionUserIds }: Subject,
): Promise<string> {
  const users = await listUserRows(db, orgId, mentionUserIds);
  return toPreview(content, new Map(users.map(({ id, name }) => [id, name])));
}

/** In a channel of thousands most messages are for few: nobody else is read. */
function reachOf(
  { channelType, mentionsChannel, mentionsHere, mentionUserIds, rootId }: Subject,
  followers: ReadonlySet<string>,
  isEdit: boolean,
): Reach {
  return {
    everybody: channelType === "direct" || mentionsChannel || mentionsHere,
    everything: rootId === null && !isEdit,
    named: [...mentionUserIds, ...followers],
  };
}

/** The members of the channel whom it may reach, and who else is mentioned. */
async function* candidateBatches(
  { db }: NotifyContext,
  subject: Subject,
  reach: Reach,
): AsyncGenerator<readonly Candidate[]> {
  const limit = limits.NOTIFICATION_BATCH_MEMBERS_MAX;
  let afterUserId: string | undefined = CURSOR_FIRST_ID;
  while (afterUserId !== undefined) {
    const page = { afterUserId, limit };
    const members: Candidate[] = await listMemberCandidates(db, subject, reach, page);
    yield members;
    afterUserId = members.length === limit ? members.at(-1)?.userId : undefined;
  }
  const mentioned = await listCandidatesById(db, subject, subject.mentionUserIds);
  yield mentioned.filter(({ level }) => level === null);
}

interface Telling {
  readonly subject: Subject;
  readonly judge: JudgeCandidate;
  readonly delays: MediaDelays;
  readonly preview: string;
}

/** Answers with those who had not been told before. */
async function tellCandidates(
  ctx: NotifyContext,
  { subject, judge, delays, preview }: Telling,
  candidates: readonly Candidate[],
): Promise<readonly MadeNotification[]> {
  const now = ctx.now();
  const judged = (connected: ReadonlySet<string>) =>
    candidates.flatMap((candidate) => {
      const { userId } = candidate;
      const { kind } = judge(candidate, connected.has(userId), now);
      return kind === null ? [] : [{ candidate, kind, userId }];
    });
  // Who is connected decides only of <!here>; of others it is asked for those who are told.
  const asked = subject.mentionsHere ? candidates : judged(new Set());
  const connected = await findConnected(ctx, subject, asked);
  const told = judged(connected);
  if (told.length === 0) {
    return [];
  }
  const deliveries = told.flatMap(({ candidate, kind, userId }) =>
    planDeliveries(candidate, kind, delays, connected.has(userId), now),
  );
  const made = await insertNotifications(ctx.db, subject, told, deliveries, now);
  const byUser = new Map(candidates.map((candidate) => [candidate.userId, candidate]));
  for (const notification of made) {
    const candidate = byUser.get(notification.userId);
    if (candidate && connected.has(notification.userId)) {
      const silent = statusOf(candidate, true, now) === "dnd";
      tellSockets(ctx, subject, notification, { preview, silent, now });
    }
  }
  return made;
}

/** @throws where it cannot be told who is online, and the message is for them */
async function findConnected(
  ctx: NotifyContext,
  { orgId, mentionsHere }: Subject,
  asked: readonly { readonly userId: string }[],
): Promise<ReadonlySet<string>> {
  const userIds = asked.map(({ userId }) => userId);
  const connected = await ctx.findConnected(orgId, userIds);
  if (!connected && mentionsHere) {
    throw new Error("it cannot be told who is online");
  }
  return connected ?? new Set();
}

function tellSockets(
  ctx: NotifyContext,
  { orgId, id, channelId, rootId, authorId }: Subject,
  { userId, id: notificationId, kind }: MadeNotification,
  { preview, silent, now }: { preview: string; silent: boolean; now: Date },
): void {
  const at = now.toISOString();
  const notification: NotificationBrief = {
    id: notificationId,
    kind: kind as NotificationKind,
    message_id: id,
    thread_id: rootId,
    user_id: authorId,
    preview,
    created_at: at,
  };
  const payload = { notification, silent };
  const frame = { type: "notification", channel_id: channelId, timestamp: at, payload };
  ctx.signal({ kind: "user", orgId, userId, frame: JSON.stringify(frame) });
}
