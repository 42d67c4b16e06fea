import type { NotificationDelivery, NotificationExplanation } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { ChannelAccess } from "../channels/channel-access.ts";
import { canRead } from "../channels/channels.policy.ts";
import type { Context } from "../context.ts";
import { authorise, found } from "../errors.ts";
import { listDeliveries } from "./deliveries.repository.ts";
import { createJudge } from "./judge-candidate.ts";
import { toReader } from "./notification-reader.ts";
import type { NotificationDecision } from "./notifications.policy.ts";
import { findTold, type ToldRow } from "./notifications.repository.ts";
import { type Candidate, findSubject, listCandidatesById } from "./notify.repository.ts";
import { followersOf } from "./notify.service.ts";

/** Why the caller was, or was not, told of a message that they may read. */
export async function explainNotification(
  ctx: Context,
  actor: Actor,
  messageId: string,
): Promise<NotificationExplanation> {
  const subject = found(await findSubject(ctx.db, actor.orgId, messageId));
  const [candidate] = await listCandidatesById(ctx.db, subject, [actor.userId]);
  authorise(canRead(actor, accessOf(subject.channelType, found(candidate))));
  const told = await findTold(ctx.db, toReader(actor), messageId);
  const judge = createJudge(subject, await followersOf(ctx, subject), false);
  const isOnline = told?.kind === "here";
  const decision = judge(asItWas(found(candidate), told), isOnline, ctx.now());
  const deliveries = told ? await listDeliveries(ctx.db, actor.orgId, told.id) : [];
  const isPending = !(told || subject.isDone);
  return {
    message_id: subject.id,
    state: stateOf(told, isPending),
    notification_id: told?.id ?? null,
    kind: (told?.kind ?? null) as NotificationExplanation["kind"],
    read: told?.read ?? null,
    reasons: reasonsOf(decision, told, isPending),
    deliveries: deliveries.map((row) => ({
      medium: row.medium as NotificationDelivery["medium"],
      state: row.state as NotificationDelivery["state"],
      reason: row.reason,
      due_at: row.dueAt?.toISOString() ?? null,
      settled_at: row.settledAt?.toISOString() ?? null,
    })),
  };
}

function stateOf(told: ToldRow | undefined, isPending: boolean): NotificationExplanation["state"] {
  if (told) {
    return "told";
  }
  return isPending ? "pending" : "not_told";
}

function accessOf(channelType: string, { level }: Candidate): ChannelAccess {
  const type = channelType as ChannelAccess["type"];
  return { type, archived: false, role: level === null ? null : "member" };
}

/** What was read since had not been when it was told. */
function asItWas(candidate: Candidate, told: ToldRow | undefined): Candidate {
  return told ? { ...candidate, hasRead: candidate.level === null ? null : false } : candidate;
}

/** The settings are those of now: where they would have led elsewhere, they were others then. */
function reasonsOf(
  { kind, reasons }: NotificationDecision,
  told: ToldRow | undefined,
  isPending: boolean,
): NotificationExplanation["reasons"] {
  const agrees = isPending || (kind !== null) === (told !== undefined);
  const effect = told ? ("for" as const) : ("against" as const);
  return agrees ? [...reasons] : [...reasons, { code: "changed_since", effect }];
}
