import Type, { type Static } from "typebox";
import {
  NOTIFICATION_KEYWORD_LENGTH_MAX,
  NOTIFICATION_KEYWORDS_MAX,
  NOTIFICATION_PREVIEW_LENGTH_MAX,
} from "../limits.ts";
import { Closed, Nullable, OneOf, Text, Timestamp, Uuid } from "../primitives.ts";
import { ChannelType } from "./channel.ts";
import { Message } from "./message.ts";

const KINDS = ["direct", "mention", "channel", "here", "keyword", "reply", "message"] as const;

/** Why somebody is told of a message; where several hold, the first of these. */
export const NotificationKind = OneOf(KINDS, {
  title: "NotificationKind",
  description:
    "Why one is told: a direct channel, `<@user id>`, `<!channel>`, `<!here>`, a keyword, a reply in a thread that one follows, any message of a channel whose `notify` is `all`; of several the first",
});
export type NotificationKind = Static<typeof NotificationKind>;

export const Notification = Closed(
  {
    id: Uuid,
    kind: NotificationKind,
    channel: Closed({ id: Uuid, type: ChannelType, name: Nullable(Type.String()) }),
    message: Message,
    read: Type.Boolean({
      description: "Follows from the markers of channel and thread, unless it was marked itself",
    }),
    created_at: Timestamp,
  },
  { title: "Notification", description: "A message that the caller was told of." },
);
export type Notification = Static<typeof Notification>;

/** What a frame or a push says of a new notification. */
export const NotificationBrief = Closed(
  {
    id: Uuid,
    kind: NotificationKind,
    message_id: Uuid,
    thread_id: Nullable(Uuid),
    user_id: Uuid,
    preview: Text(0, NOTIFICATION_PREVIEW_LENGTH_MAX + 1, {
      description: "The beginning of the message, mentions with names instead of ids",
    }),
    created_at: Timestamp,
  },
  { title: "NotificationBrief", description: "A new notification; `user_id` wrote the message." },
);
export type NotificationBrief = Static<typeof NotificationBrief>;

export const Keyword = Text(1, NOTIFICATION_KEYWORD_LENGTH_MAX, {
  description: "A word, or some in a row; compared without regard to case",
  examples: ["release"],
});
export const Keywords = Type.Array(Keyword, { maxItems: NOTIFICATION_KEYWORDS_MAX });

export const NotificationPreferences = Closed(
  {
    keywords: Keywords,
    push: Type.Boolean({ description: "Whether the caller's push subscriptions are used" }),
    mail: Type.Boolean({ description: "Whether what stays unread is mailed" }),
    push_public_key: Nullable(
      Type.String({
        description:
          "The VAPID key, `applicationServerKey` of a browser's subscription; null where the service sends no push",
      }),
    ),
  },
  { title: "NotificationPreferences", description: "How the caller wants to be told." },
);
export type NotificationPreferences = Static<typeof NotificationPreferences>;

export const PushSubscription = Closed(
  { id: Uuid, endpoint: Type.String(), created_at: Timestamp },
  { title: "PushSubscription", description: "A browser that is sent push messages." },
);
export type PushSubscription = Static<typeof PushSubscription>;

/** A rule that spoke for or against telling. */
export const NotificationReason = Closed(
  {
    code: OneOf(
      [
        ...KINDS,
        "author",
        "no_access",
        "not_a_member",
        "joined_later",
        "muted",
        "level_none",
        "level_mentions",
        "thread_not_followed",
        "not_online",
        "read",
        "edited",
        "changed_since",
      ],
      {
        title: "NotificationReasonCode",
        description:
          "A kind of notification speaks for it. Against it: one wrote it, may not read it, is no member, came later, has muted the channel, has set it to `none` or to `mentions`, does not follow the thread, was not online, had read it, was told by an edit what only a new message tells. `changed_since`: the settings or the message have changed since it was decided",
      },
    ),
    effect: OneOf(["for", "against"]),
  },
  { title: "NotificationReason" },
);
export type NotificationReason = Static<typeof NotificationReason>;

export const NotificationDelivery = Closed(
  {
    medium: OneOf(["push", "mail"]),
    state: OneOf(["pending", "sending", "sent", "withdrawn", "failed"]),
    reason: Nullable(
      Type.String({
        description:
          "Why it was withdrawn, is held back, or failed: read, gone, no_access, preference, dnd, too_late, refused, unreachable",
      }),
    ),
    due_at: Nullable(Timestamp),
    settled_at: Nullable(Timestamp),
  },
  { title: "NotificationDelivery", description: "What became of telling outside of sockets." },
);
export type NotificationDelivery = Static<typeof NotificationDelivery>;

export const NotificationExplanation = Closed(
  {
    message_id: Uuid,
    state: OneOf(["told", "not_told", "pending"], {
      description: "Pending: the service has not decided yet",
    }),
    notification_id: Nullable(Uuid),
    kind: Nullable(NotificationKind),
    read: Nullable(Type.Boolean()),
    reasons: Type.Array(NotificationReason),
    deliveries: Type.Array(NotificationDelivery),
  },
  {
    title: "NotificationExplanation",
    description: "Why the caller was, or was not, told of a message.",
  },
);
export type NotificationExplanation = Static<typeof NotificationExplanation>;
