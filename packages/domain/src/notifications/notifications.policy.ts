import type { ChannelType, Membership, NotificationKind, NotificationReason } from "@chat/contract";

/** A message that somebody may have to be told of. */
export interface MessageFacts {
  readonly channelType: ChannelType;
  readonly isReply: boolean;
  readonly mentionsChannel: boolean;
  readonly mentionsHere: boolean;
  /** Whether an edit is the cause: it tells those whom the message mentions now, nobody else. */
  readonly isEdit: boolean;
}

/** Somebody's place towards that message. */
export interface CandidateFacts {
  readonly isAuthor: boolean;
  readonly isGuest: boolean;
  /** Null: no member of the channel. */
  readonly member: {
    readonly muted: boolean;
    readonly level: Membership["notify"];
    /** They came after the message. */
    readonly joinedLater: boolean;
    readonly hasRead: boolean;
  } | null;
  readonly isOnline: boolean;
  readonly isMentioned: boolean;
  readonly hasKeyword: boolean;
  /** They wrote the root or a reply, or one of these mentions them. */
  readonly followsThread: boolean;
}

export interface NotificationDecision {
  /** Null: they are not told. */
  readonly kind: NotificationKind | null;
  /** Every rule that applied; first those that spoke for it, the strongest first. */
  readonly reasons: readonly NotificationReason[];
}

type Code = NotificationReason["code"];

/** Whether somebody is told of a message, and why. */
export function decideNotification(
  message: MessageFacts,
  candidate: CandidateFacts,
): NotificationDecision {
  const grounds = groundsFor(message, candidate);
  const bars = barsAgainst(message, candidate);
  const [kind] = grounds;
  const missing = kind === undefined ? whyNothing(message, candidate) : [];
  return {
    kind: bars.length === 0 ? (kind ?? null) : null,
    reasons: [
      ...grounds.map((code) => ({ code, effect: "for" as const })),
      ...[...bars, ...missing].map((code) => ({ code, effect: "against" as const })),
    ],
  };
}

/** The strongest first. */
function groundsFor(message: MessageFacts, candidate: CandidateFacts): NotificationKind[] {
  const { member, isOnline } = candidate;
  const grounds: NotificationKind[] = [];
  const add = (kind: NotificationKind, holds: boolean) => grounds.push(...(holds ? [kind] : []));
  add("direct", message.channelType === "direct" && !message.isEdit);
  add("mention", candidate.isMentioned);
  add("channel", message.mentionsChannel && member !== null);
  add("here", message.mentionsHere && member !== null && isOnline);
  add("keyword", candidate.hasKeyword && member !== null);
  add("reply", message.isReply && candidate.followsThread && !message.isEdit && member !== null);
  add("message", tellsOfEverything(message, candidate) && member?.hasRead === false);
  return grounds;
}

function tellsOfEverything(message: MessageFacts, { member }: CandidateFacts): boolean {
  return member?.level === "all" && !message.isReply && !message.isEdit;
}

function barsAgainst({ channelType }: MessageFacts, candidate: CandidateFacts): Code[] {
  const { member, isAuthor, isGuest } = candidate;
  const isOpen = channelType === "public" && !isGuest;
  const bars: Code[] = [];
  const add = (code: Code, holds: boolean) => bars.push(...(holds ? [code] : []));
  add("author", isAuthor);
  add("no_access", member === null && !isOpen);
  add("joined_later", member?.joinedLater ?? false);
  add("muted", member?.muted ?? false);
  add("level_none", member?.level === "none");
  return bars;
}

/** Of somebody for whom nothing speaks: what would have been needed. */
function whyNothing(message: MessageFacts, candidate: CandidateFacts): Code[] {
  const { member, isOnline } = candidate;
  const reasons: Code[] = [];
  const add = (code: Code, holds: boolean) => reasons.push(...(holds ? [code] : []));
  add("not_a_member", member === null);
  add("not_online", member !== null && message.mentionsHere && !isOnline);
  add("edited", message.isEdit);
  add("thread_not_followed", message.isReply && !candidate.followsThread);
  add("level_mentions", member?.level === "mentions" && !message.isReply);
  add("read", tellsOfEverything(message, candidate) && member?.hasRead === true);
  return reasons;
}
