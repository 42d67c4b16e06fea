import type { BodyOf, operations, User } from "@chat/contract";
import type { Actor } from "../actor.ts";
import type { Context } from "../context.ts";
import { invalid } from "../errors.ts";
import { updateStatus } from "./users.repository.ts";
import { getMe } from "./users.service.ts";

/** Replaces the caller's status as a whole: what is absent, null or empty is cleared. */
export async function setStatus(
  ctx: Context,
  actor: Actor,
  input: BodyOf<typeof operations.setStatus>,
): Promise<User> {
  await updateStatus(ctx.db, actor.orgId, actor.userId, {
    status: input.status,
    text: input.status_text || null,
    emoji: input.status_emoji || null,
    expiresAt: input.expires_at == null ? null : futureInstant(input.expires_at, ctx.now()),
    at: ctx.now(),
  });
  ctx.signal({ kind: "presence", orgId: actor.orgId, userId: actor.userId });
  return getMe(ctx, actor);
}

/** An offset can put an instant into the year 10000, which RFC 3339 cannot write. */
const LAST_INSTANT = new Date("9999-12-31T23:59:59.999Z");

/** The schema leaves dates that no calendar has, and the past. */
function futureInstant(text: string, now: Date): Date {
  const at = new Date(text);
  const [year, month, day] = text.slice(0, 10).split("-").map(Number);
  const lastDay = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  if (Number.isNaN(at.getTime()) || (day ?? 0) > lastDay || at > LAST_INSTANT) {
    throw invalid("body.expires_at", "must be a date of the calendar");
  }
  if (at <= now) {
    throw invalid("body.expires_at", "must lie in the future");
  }
  return at;
}
