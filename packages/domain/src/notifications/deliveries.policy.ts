/** What decides, at the moment of sending, whether a notification is still to be sent. */
export interface DeliveryFacts {
  /** The message is there, and says what its recipient was told for. */
  readonly isThere: boolean;
  readonly mayRead: boolean;
  readonly isRead: boolean;
  /** The recipient wants it by this medium, and there is somewhere to send it to. */
  readonly isWanted: boolean;
  readonly ageMs: number;
  /** Null: the recipient may be disturbed. `until` null: nobody knows how long. */
  readonly doNotDisturb: { readonly until: Date | null } | null;
}

export type WithdrawalReason = "gone" | "no_access" | "read" | "preference" | "too_late";

export type DeliveryVerdict =
  | { readonly verdict: "send" }
  | { readonly verdict: "withdraw"; readonly reason: WithdrawalReason }
  | { readonly verdict: "hold"; readonly until: Date | null };

/** @param ageMsMax older than this, it comes too late */
export function judgeDelivery(facts: DeliveryFacts, ageMsMax: number): DeliveryVerdict {
  const { isThere, mayRead, isRead, isWanted, ageMs, doNotDisturb } = facts;
  const against: readonly (readonly [WithdrawalReason, boolean])[] = [
    ["gone", !isThere],
    ["no_access", !mayRead],
    ["read", isRead],
    ["preference", !isWanted],
    ["too_late", ageMs > ageMsMax],
  ];
  const reason = against.find(([, holds]) => holds)?.[0];
  if (reason !== undefined) {
    return { verdict: "withdraw", reason };
  }
  return doNotDisturb ? { verdict: "hold", until: doNotDisturb.until } : { verdict: "send" };
}
