import type { NotificationKind } from "@chat/contract";
import type { Candidate, NewDelivery } from "./notify.repository.ts";

/** How long each medium waits for its recipient to read elsewhere, in ms; null: it is not there. */
export interface MediaDelays {
  /** Of those who are connected; to others it is sent at once. */
  readonly push: number | null;
  readonly mail: number | null;
}

/** What is to be sent to somebody who is told, and when. Mail is for what concerns one personally. */
export function planDeliveries(
  candidate: Candidate,
  kind: NotificationKind,
  delays: MediaDelays,
  isConnected: boolean,
  now: Date,
): NewDelivery[] {
  const { userId, subscriptionIds } = candidate;
  const after = (ms: number) => new Date(now.getTime() + ms);
  const deliveries: NewDelivery[] = [];
  if (delays.push !== null && candidate.wantsPush) {
    const dueAt = after(isConnected ? delays.push : 0);
    for (const targetId of subscriptionIds) {
      deliveries.push({ userId, medium: "push", targetId, dueAt });
    }
  }
  if (delays.mail !== null && candidate.wantsMail && candidate.hasAddress && kind !== "message") {
    deliveries.push({ userId, medium: "mail", targetId: userId, dueAt: after(delays.mail) });
  }
  return deliveries;
}
